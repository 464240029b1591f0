// The query editor: CodeMirror in place of a <textarea>, which keeps the text for the form. What
// the editor says in words comes from the page (data-phrases).
import { autocompletion, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { bracketMatching, StreamLanguage, syntaxHighlighting } from "@codemirror/language";
import { sparql } from "@codemirror/legacy-modes/mode/sparql";
import { lintGutter, setDiagnostics } from "@codemirror/lint";
import { EditorState } from "@codemirror/state";
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightSpecialChars,
  keymap,
  lineNumbers,
} from "@codemirror/view";
import { classHighlighter } from "@lezer/highlight";
import { Schema, completions } from "./completion.js";

/** Keyboards that type a letter and its mark one after the other still give composed letters. */
const composeMarks = EditorView.inputHandler.of((view, from, to, text) => {
  if (view.composing || from !== to || !/^\p{Mn}/u.test(text)) return false;
  const line = view.state.doc.lineAt(from);
  const before = line.text.slice(0, from - line.from);
  const letter = /\P{M}\p{M}*$/u.exec(before)?.[0] ?? "";
  const insert = (letter + text).normalize("NFC");
  view.dispatch({
    changes: { from: from - letter.length, to, insert },
    selection: { anchor: from - letter.length + insert.length },
    userEvent: "input.type",
  });
  return true;
});

/** Typed over a selection, a browser keeps its look as an inline style, which the policy refuses. */
const typeOverSelection = EditorView.domEventHandlers({
  beforeinput(event, view) {
    const { inputType, data, isComposing } = event;
    const over = inputType === "insertText" && data && !isComposing && !view.composing;
    if (!over || view.state.selection.main.empty) return false;
    event.preventDefault();
    view.dispatch(view.state.replaceSelection(data.normalize("NFC")), {
      scrollIntoView: true,
      userEvent: "input.type",
    });
    return true;
  },
});

const pasteComposed = EditorView.clipboardInputFilter.of((text) => text.normalize("NFC"));

function submitOnEnter(form) {
  const run = () => {
    form?.requestSubmit();
    return true;
  };
  return keymap.of([{ key: "Mod-Enter", run }]);
}

/** Marks the place of a syntax error; `column` counts code points from 1, as the server does. */
function markError(view, { errorLine, errorColumn, errorMessage }) {
  const number = Number(errorLine);
  if (!number || number > view.state.doc.lines) return;
  const line = view.state.doc.line(number);
  const before = [...line.text].slice(0, Math.max(Number(errorColumn) - 1, 0)).join("");
  const from = Math.min(line.from + before.length, line.to);
  const rest = /^(?:[\p{L}\p{N}_:?$-]+|.)/u.exec(view.state.sliceDoc(from, line.to))?.[0] ?? "";
  const start = rest ? from : Math.max(line.from, from - 1);
  const found = { from: start, to: from + rest.length, severity: "error", message: errorMessage };
  view.dispatch(setDiagnostics(view.state, [found]), {
    selection: { anchor: from },
    scrollIntoView: true,
  });
}

/** Puts an editor in place of `textarea`; the cursor stays where it is. */
export function edit(textarea) {
  const { dataset, form } = textarea;
  const active = document.activeElement === textarea;
  const doc = textarea.value.normalize("NFC");
  const [anchor, head] = [textarea.selectionStart, textarea.selectionEnd];
  const within = (offset) => (active ? Math.min(offset, doc.length) : 0);
  const schema = new Schema(dataset.schema, dataset.language);
  const label = textarea.labels[0]?.textContent ?? "";
  const described = textarea.getAttribute("aria-describedby");
  const view = new EditorView({
    state: EditorState.create({
      doc,
      selection: { anchor: within(anchor), head: within(head) },
      extensions: [
        EditorView.cspNonce.of(dataset.nonce ?? ""),
        EditorState.phrases.of(JSON.parse(dataset.phrases ?? "{}")),
        EditorView.contentAttributes.of({
          "aria-label": label.trim(),
          tabindex: "0", // it is focused anyway; this tells those who check
          ...(described && { "aria-describedby": described }),
          autocapitalize: "off",
          autocorrect: "off",
          spellcheck: "false",
        }),
        EditorView.lineWrapping,
        lineNumbers(),
        lintGutter(),
        highlightSpecialChars(),
        highlightActiveLine(),
        drawSelection(),
        history(),
        bracketMatching(),
        StreamLanguage.define(sparql),
        syntaxHighlighting(classHighlighter),
        autocompletion({ override: [completions(schema)], icons: false, maxRenderedOptions: 50 }),
        composeMarks,
        typeOverSelection,
        pasteComposed,
        submitOnEnter(form),
        keymap.of([...completionKeymap, ...defaultKeymap, ...historyKeymap]),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) textarea.value = update.state.doc.toString().normalize("NFC");
        }),
      ],
    }),
  });
  textarea.before(view.dom);
  textarea.hidden = true;
  for (const item of textarea.labels) item.addEventListener("click", () => view.focus());
  markError(view, dataset);
  if (active) view.focus();
}
