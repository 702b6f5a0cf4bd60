// What is marked in a wide table, and on a wide page, is brought into sight, sideways only: the page stays where it is.
for (const marked of document.querySelectorAll("td.marked, #mark")) {
  const around = marked.closest(".scroll");
  if (!around) continue;
  const [at, frame] = [marked.getBoundingClientRect(), around.getBoundingClientRect()];
  around.scrollLeft += at.left + at.width / 2 - frame.left - frame.width / 2;
}
