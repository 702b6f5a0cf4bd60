// A button that checks all boxes of a name, or none where all are checked.
for (const button of document.querySelectorAll("button[data-checks]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const boxes = [...document.getElementsByName(button.dataset.checks)].filter((box) => box.type === "checkbox");
    const on = boxes.some((box) => !box.checked);
    for (const box of boxes) box.checked = on;
  });
}
