// Typing over a selection, done by the editor itself.  Chromium would put the colour of what it deletes
// into a style attribute around what is typed, which the policy of the page forbids.
import type { Extension } from "@codemirror/state";
import { EditorView } from "@codemirror/view";

export function typingOver(): Extension {
  return EditorView.domEventHandlers({
    beforeinput(event, view) {
      const { from, to, empty } = view.state.selection.main;
      const text = event.data;
      if (event.inputType !== "insertText" || !text || empty || view.composing || event.isComposing) return false;
      if (view.state.selection.ranges.length > 1) return false;
      event.preventDefault();
      const insert = () => view.state.update(view.state.replaceSelection(text), { userEvent: "input.type" });
      const handled = view.state.facet(EditorView.inputHandler).some((one) => one(view, from, to, text, insert));
      if (!handled) view.dispatch(insert());
      return true;
    },
  });
}
