// Draws where the money goes. The same figures stand in the table below it.
const at = document.querySelector("meta[name=flows]").content;
const flows = await (await fetch(at)).json();
const place = document.getElementById("flows");
if (flows.length === 0) {
  place.closest("figure").remove();
} else {
  const { init } = await import("/static/vendor/charts.js");
  const ink = getComputedStyle(document.body).color;
  const chart = init(place, null, { renderer: "svg" });
  const { per, unit } = place.dataset;
  // Two places, and as many more as three digits of a small amount need, as everywhere on the page.
  const shown = (yuan) => {
    const amount = yuan / Number(per);
    const places = amount > 0 && amount < 1 ? 2 + Math.ceil(-Math.log10(amount)) : 2;
    return `${amount.toLocaleString("zh-CN", { minimumFractionDigits: 2, maximumFractionDigits: places })} ${unit}`;
  };
  // A project may be called as a class is: what tells them apart is the layer.
  const named = (layer, name) => `${layer}|${name}`;
  const plain = (id) => id.slice(id.indexOf("|") + 1);
  const links = flows.map((flow) => ({ source: named(flow.layer, flow.source), target: named(flow.layer + 1, flow.target), value: Number(flow.yuan) }));
  const names = [...new Set(links.flatMap((link) => [link.source, link.target]))];
  const first = Math.min(...names.map((name) => Number(name[0])));
  const most = Math.max(...[0, 1, 2, 3].map((layer) => names.filter((name) => name.startsWith(`${layer}|`)).length));
  place.style.height = `${Math.max(280, most * 44)}px`;
  chart.resize();
  const narrow = place.clientWidth < 600;
  chart.setOption({
    animation: false, aria: { enabled: true },
    series: [{
      type: "sankey", left: 4, right: narrow ? 84 : 280, top: 8, bottom: 8, nodeGap: 14, emphasis: { focus: "adjacency" },
      data: names.map((name) => ({ name, depth: Number(name[0]) - first })), lineStyle: { color: "gradient", opacity: 0.35 },
      label: { color: ink, formatter: ({ name, value }) => (narrow ? plain(name) : `${plain(name)}  ${shown(value)}`), fontSize: narrow ? 10 : 13, width: narrow ? 76 : 270, overflow: "truncate" },
      links,
    }],
    tooltip: { renderMode: "richText", formatter: ({ dataType, name, value, data }) => (dataType === "edge" ? `${plain(data.source)} → ${plain(data.target)}  ${shown(value)}` : `${plain(name)}  ${shown(value)}`) },
  });
  addEventListener("resize", () => chart.resize());
}
