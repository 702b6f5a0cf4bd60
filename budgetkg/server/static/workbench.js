// Turns the query box into an editor that knows our vocabulary, once somebody is about to write: it is much script to load
// for reading an answer. Without scripts the box still works.
const box = document.getElementById("query");
const form = document.getElementById("sparql");
const MOST = 50;

box.addEventListener("focus", edit, { once: true });

async function edit() {
  const [answer, editor] = await Promise.all([fetch("/query/vocabulary.json"), import("/static/vendor/editor.js")]);
  const terms = await answer.json();
  const { EditorView, keymap } = editor;
  const run = () => { form.requestSubmit(); return true; };

  // In a shadow root the editor's styles are style sheets made by script, which the policy of the pages allows; in the page
  // itself they would be a style element, which it does not.
  const place = document.createElement("div");
  box.before(place);
  const root = place.attachShadow({ mode: "open" });
  const writing = document.activeElement === box;
  const view = new EditorView({
    doc: box.value, selection: { anchor: box.selectionStart }, parent: root, root,
    extensions: [
      keymap.of([{ key: "Mod-Enter", run }, ...editor.completionKeymap, ...editor.defaultKeymap, ...editor.historyKeymap]),
      editor.lineNumbers(), editor.history(), editor.bracketMatching(), EditorView.lineWrapping,
      editor.StreamLanguage.define(editor.sparql), editor.syntaxHighlighting(colours(editor)), look(EditorView),
      editor.autocompletion({ override: [(context) => complete(terms, context)], icons: false, tooltipClass: () => "terms" }),
      EditorView.contentAttributes.of({ "aria-label": "SPARQL" }),
    ],
  });
  box.hidden = true;
  document.querySelector("label[for=query]").removeAttribute("for");
  form.addEventListener("submit", () => { box.value = view.state.doc.toString(); });
  if (writing) view.focus();
}

// Terms whose name or Chinese label holds what stands before the cursor.
function complete(terms, context) {
  const word = context.matchBefore(/[\w:\u4e00-\u9fff-]*/);
  if (!context.explicit && word.text.length < 2) return null;
  const wanted = word.text.toLowerCase();
  const said = wanted.replace(/^bkg:/, "");  // 「bkg:满意」: the label is looked for without the prefix
  const options = terms.filter((term) => term.name.toLowerCase().includes(wanted) || (said && term.label.includes(said)));
  const near = (term) => (term.label === said ? 0 : term.label.startsWith(said) ? 1 : 2);
  if (said) options.sort((one, other) => near(one) - near(other));
  return { from: word.from, filter: false, options: options.slice(0, MOST).map((term) => ({ label: term.name, detail: term.label })) };
}

function look(EditorView) {
  return EditorView.theme({
    "&": { backgroundColor: "var(--paper)", color: "var(--ink)", border: "1px solid var(--line)", borderRadius: "4px", fontSize: "14px" },
    "&.cm-focused": { outline: "2px solid var(--accent)", outlineOffset: "-1px" },
    ".cm-scroller": { fontFamily: "ui-monospace, Menlo, Consolas, monospace", lineHeight: "1.5", maxHeight: "60vh" },
    ".cm-content, .cm-gutter": { minHeight: "15em" },
    ".cm-content": { caretColor: "var(--ink)" },
    ".cm-gutters": { backgroundColor: "var(--ground)", color: "var(--faint)", borderRight: "1px solid var(--line)" },
    ".cm-matchingBracket, &.cm-focused .cm-matchingBracket": { backgroundColor: "var(--accent-ground)" },
    ".cm-tooltip.terms, .cm-tooltip": { backgroundColor: "var(--paper)", color: "var(--ink)", border: "1px solid var(--line)" },
    ".cm-tooltip-autocomplete ul li[aria-selected]": { backgroundColor: "var(--accent)", color: "light-dark(#fff, #10202f)" },
    ".cm-completionDetail": { fontStyle: "normal", marginLeft: "1em" },
  });
}

function colours({ HighlightStyle, tags }) {
  return HighlightStyle.define([
    { tag: [tags.keyword, tags.standard(tags.name)], color: "light-dark(#708, #d9a5f0)" },
    { tag: [tags.variableName, tags.atom, tags.propertyName, tags.typeName], color: "light-dark(#05a, #8fbcf5)" },
    { tag: [tags.string, tags.number, tags.literal], color: "light-dark(#9a3412, #f5b48a)" },
    { tag: [tags.comment, tags.meta], color: "var(--faint)" },
  ]);
}
