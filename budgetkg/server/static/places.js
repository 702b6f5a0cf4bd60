// A list of places, indented by level, becomes three choices: province, city, county. The list stays what the form sends.
for (const list of document.querySelectorAll("select[data-places]")) {
  const places = [];
  for (const option of [...list.options].slice(1)) {
    const depth = Number(option.dataset.depth);
    const above = places.findLast((place) => place.depth < depth);
    places.push({ code: option.value, name: option.textContent.trim(), depth, above: above?.code ?? "", chosen: option.selected });
  }
  const all = list.options[0].textContent;
  const levels = list.dataset.places.split(",");
  const group = document.createElement("span");
  group.className = "cascade";
  group.setAttribute("role", "group");
  group.setAttribute("aria-label", list.closest("label").firstChild.textContent.trim());
  const draw = (chosen) => {
    const path = [];
    for (let at = places.find((place) => place.code === chosen); at; at = places.find((place) => place.code === at.above)) path.unshift(at.code);
    group.replaceChildren();
    for (let depth = 0, above = ""; depth < levels.length; depth++) {
      const inside = places.filter((place) => place.above === above);
      if (depth > 0 && (above === "" || inside.length === 0)) break;
      const select = document.createElement("select");
      select.setAttribute("aria-label", levels[depth]);
      select.add(new Option(depth === 0 ? all : `${all}${levels[depth]}`, ""));
      for (const place of inside) select.add(new Option(place.name, place.code, false, place.code === path[depth]));
      const upper = above;
      select.addEventListener("change", () => { list.value = select.value || upper; draw(list.value); group.children[depth].focus(); });
      group.append(select);
      above = path[depth] ?? "";
    }
  };
  draw(list.value);
  const label = list.closest("label");
  const shown = document.createElement("span");
  shown.className = "labelled";
  const title = document.createElement("span");
  title.textContent = label.firstChild.textContent.trim();
  list.hidden = true;
  label.replaceWith(shown);
  shown.append(title, group, list);
}
