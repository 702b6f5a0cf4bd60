// The marked cell of a wide table is brought into sight, sideways only: the page stays where it is.
const cell = document.querySelector("td.marked");
const around = cell?.closest(".scroll");
if (around) around.scrollLeft = cell.offsetLeft - (around.clientWidth - cell.offsetWidth) / 2;
