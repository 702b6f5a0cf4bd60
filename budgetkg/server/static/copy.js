// A button beside a text puts it on the clipboard. Without script the text is there to be selected.
for (const button of document.querySelectorAll("button[data-copies]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const text = document.getElementById(button.dataset.copies);
    const said = button.textContent;
    try {
      await navigator.clipboard.writeText(text.textContent.trim());
      button.textContent = button.dataset.done;
    } catch { // plain http to another machine has no clipboard: select it, and Ctrl+C does the rest
      getSelection().selectAllChildren(text);
      button.textContent = button.dataset.select;
    }
    setTimeout(() => { button.textContent = said; }, 3000);
  });
}
