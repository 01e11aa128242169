// What the script does on every page. Each part finds its own elements and does nothing where they
// are missing.
import { start as startCopying } from "./copy";
import { start as startEvidence } from "./evidence";
import { start as startKeys } from "./keys";
import { start as startPictures } from "./pictures";
import { start as startSearch } from "./search";
import { start as startViews } from "./views";

document.documentElement.dataset["scripts"] = ""; // shows what works with scripts alone
for (const start of [startKeys, startCopying, startSearch, startEvidence, startPictures, startViews]) {
  // One part that fails leaves the others and the page as they are.
  try {
    start();
  } catch (error) {
    console.error(error);
  }
}
