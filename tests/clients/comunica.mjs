// Asks the site in argv[2] through Comunica, alone and together with other sources; says as JSON what came.
import { createRequire } from "node:module";
import { join } from "node:path";

const [, , site, folder] = process.argv;
const { QueryEngine } = createRequire(join(folder, "index.js"))("@comunica/query-sparql");
const engine = new QueryEngine();
const PREFIXES = `PREFIX ml: <https://museum.example/ontology#> PREFIX id: <https://museum.example/id/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>`;
const endpoint = { type: "sparql", value: `${site}sparql` };

async function rows(query, ...sources) {
  const found = await engine.queryBindings(`${PREFIXES} ${query}`, { sources });
  return (await found.toArray()).map((row) =>
    Object.fromEntries([...row].map(([name, term]) => [name.value, [term.value, term.language ?? ""]])),
  );
}

async function quads(query, ...sources) {
  const found = await engine.queryQuads(`${PREFIXES} ${query}`, { sources });
  return (await found.toArray()).map(({ subject, predicate, object }) => [subject, predicate, object].map((t) => t.value));
}

const museums = "SELECT ?museum ?name { ?museum a ml:Museum ; skos:prefLabel ?name } ORDER BY ?museum ?name";
const stores = `SELECT ?store ?city {
  ?store ml:storeOf ?museum . ?museum ml:city ?place . ?place skos:prefLabel ?city FILTER(LANG(?city) = "en") }`;

process.stdout.write(
  JSON.stringify({
    declared: await rows(museums, endpoint),
    found: await rows(museums, `${site}sparql`),
    file: await rows(museums, `${site}export/graph.ttl`),
    federated: await rows(stores, endpoint, `${site}id/northgate`),
    service: await rows(`SELECT ?museum { SERVICE <${site}sparql> { ?museum a ml:Museum } }`, `${site}id/northgate.ttl`),
    graphs: await rows("SELECT DISTINCT ?g { GRAPH ?g { ?museum a ml:Museum } }", `${site}sparql`),
    truth: await engine.queryBoolean(`${PREFIXES} ASK { id:northgate a ml:Museum }`, { sources: [endpoint] }),
    built: await quads("CONSTRUCT WHERE { ?museum a ml:Museum }", endpoint),
  }),
);
