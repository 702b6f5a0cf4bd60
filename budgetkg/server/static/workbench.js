// Turns the query box into an editor that knows our vocabulary, once somebody is about to write: it is much script to load
// for reading an answer. Without scripts the box still works.
"use strict";
document.addEventListener("DOMContentLoaded", () => {
  document.getElementById("query").addEventListener("focus", edit, { once: true });
});

function load(address) {
  return new Promise((done, failed) => document.head.append(Object.assign(document.createElement("script"), { src: address, onload: done, onerror: failed })));
}

async function edit() {
  const box = document.getElementById("query");
  const form = document.getElementById("sparql");
  const [answer] = await Promise.all([fetch("/query/vocabulary.json"), load("/static/vendor/yasqe.js")]);
  const terms = await answer.json();
  const place = document.createElement("div");
  box.before(place);

  // Its own completers ask other hosts for prefixes and terms. An empty list given below would be merged with them.
  Yasqe.defaults.autocompleters = [];
  const editor = new Yasqe(place, {
    value: box.value, showQueryButton: false, createShareableLink: null, consumeShareLink: null, persistenceId: null,
    syntaxErrorCheck: false, collapsePrefixesOnLoad: false, resizeable: true,
  });
  const writing = document.activeElement === box;
  const above = box.value.slice(0, box.selectionStart).split("\n");
  box.hidden = true;
  document.querySelector("label[for=query]").removeAttribute("for");
  editor.getInputField().setAttribute("aria-label", "SPARQL");

  const complete = () => editor.showHint({
    completeSingle: false,
    hint: () => {
      const cursor = editor.getCursor();
      const before = editor.getLine(cursor.line).slice(0, cursor.ch);
      const word = before.match(/[\w:\u4e00-\u9fff-]*$/)[0];
      const wanted = word.toLowerCase();
      const list = terms
        .filter((term) => term.name.toLowerCase().includes(wanted) || (wanted && term.label.includes(wanted)))
        .slice(0, 50)
        .map((term) => ({ text: term.name, displayText: `${term.name}  ${term.label}` }));
      return { list, from: { line: cursor.line, ch: cursor.ch - word.length }, to: cursor };
    },
  });
  const run = () => form.requestSubmit();
  editor.setOption("extraKeys", { ...editor.getOption("extraKeys"), "Ctrl-Space": complete, "Ctrl-Enter": run, "Cmd-Enter": run, Tab: false, "Shift-Tab": false });
  form.addEventListener("submit", () => { box.value = editor.getValue(); });
  if (writing) {
    editor.setCursor(above.length - 1, above.at(-1).length);
    editor.focus();
  }
}
