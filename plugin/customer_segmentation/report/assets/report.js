"use strict";

const charts = new Map();
document.querySelectorAll("script[data-chart]").forEach((script) => {
  charts.set(script.dataset.chart, { spec: JSON.parse(script.textContent), isNarrow: null });
});

function setPath(target, path, value) {
  const keys = path.split(".");
  const last = keys.pop();
  let place = target;
  for (const key of keys) {
    if (place[key] === undefined) place[key] = {};
    place = place[key];
  }
  place[last] = value;
}

// By night every colour of the page has another one; paper is white.
const night = matchMedia("(prefers-color-scheme: dark)");
const nightColours = JSON.parse(document.getElementById("dark").textContent);
let isPrinting = false;

function coloured(value, isNight) {
  if (!isNight) return structuredClone(value);
  return JSON.parse(JSON.stringify(value), (key, item) => {
    if (key === "shadow") return item.replaceAll("#fff", nightColours["#fff"]);
    return typeof item === "string" && nightColours[item] !== undefined ? nightColours[item] : item;
  });
}

function colourMarks() {
  document.querySelectorAll(".swatch, .card").forEach((mark) => {
    const property = mark.matches(".card") ? "--colour" : "background";
    if (!mark.dataset.day) mark.dataset.day = mark.getAttribute("style").split(":")[1].trim();
    const isNight = night.matches && !isPrinting;
    mark.style.setProperty(property, (isNight && nightColours[mark.dataset.day]) || mark.dataset.day);
  });
}

function draw(id) {
  const chart = charts.get(id);
  const element = document.getElementById(id);
  const isNarrow = !isPrinting && window.innerWidth < chart.spec.narrowBelow;
  const isNight = night.matches && !isPrinting;
  if (chart.isNarrow === isNarrow && chart.isNight === isNight) return Promise.resolve();
  Object.assign(chart, { isNarrow, isNight });
  const layout = coloured(chart.spec.layout, isNight);
  const data = coloured(chart.spec.data, isNight);
  if (isNarrow) {
    for (const [path, value] of Object.entries(coloured(chart.spec.narrow, isNight))) {
      if (path.startsWith("data.")) setPath(data, path.slice(5), value);
      else setPath(layout, path, value);
    }
  }
  element.closest("figure").classList.toggle("is-narrow", isNarrow);
  element.style.height = (isNarrow ? chart.spec.narrowHeight : chart.spec.height) + "px";
  return Plotly.react(element, data, layout, {
    displayModeBar: false,
    responsive: true,
    locale: "en",
  });
}

// A chart in a closed appendix has no width: it is drawn when the appendix is opened.
function isShown(element) {
  const appendix = element.closest("details.appendix");
  return !appendix || appendix.open;
}

async function drawPanel(panel) {
  for (const element of panel.querySelectorAll(".chart")) {
    if (isShown(element)) await draw(element.id);
  }
}

document.querySelectorAll("details.appendix").forEach((appendix) => {
  appendix.addEventListener("toggle", () => {
    if (appendix.open) drawPanel(appendix.closest(".panel"));
  });
});

const panels = [...document.querySelectorAll(".panel")];
const tabs = [...document.querySelectorAll('[role="tab"]')];

function open(id, isFocused) {
  panels.forEach((panel) => { panel.hidden = panel.id !== id; });
  tabs.forEach((tab) => {
    const isOpen = tab.getAttribute("aria-controls") === id;
    tab.setAttribute("aria-selected", String(isOpen));
    tab.tabIndex = isOpen ? 0 : -1;
    if (isOpen && isFocused) tab.focus();
  });
  document.querySelectorAll("[data-jump]").forEach((link) => {
    link.href = `#${id}-${link.dataset.jump}`;
  });
  return drawPanel(document.getElementById(id));
}

// The address names the open segmentation, so that it can be sent to somebody.
function openTab(id, isFocused) {
  history.replaceState(null, "", `#${id}`);
  return open(id, isFocused);
}

tabs.forEach((tab, index) => {
  tab.addEventListener("click", () => openTab(tab.getAttribute("aria-controls")));
  tab.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const next = tabs[(index + step + tabs.length) % tabs.length];
    openTab(next.getAttribute("aria-controls"), true);
  });
});

document.querySelectorAll("[data-open]").forEach((button) => {
  button.addEventListener("click", () => {
    openTab(button.dataset.open);
    document.querySelector(".bar").scrollIntoView();
  });
});

document.querySelectorAll("[data-dialect]").forEach((select) => {
  select.addEventListener("change", () => {
    document.querySelectorAll("[data-dialect]").forEach((other) => { other.value = select.value; });
    document.querySelectorAll("[data-for]").forEach((rule) => {
      rule.hidden = rule.dataset.for !== select.value;
    });
  });
});

// Without script all of the tables are there; with it one, from the side that the reader chooses.
document.querySelectorAll("[data-overlaps]").forEach((select) => {
  const show = () => document.querySelectorAll("[data-overlap]").forEach((table) => {
    table.hidden = table.dataset.overlap !== select.value;
  });
  select.closest("label").hidden = false;
  select.addEventListener("change", show);
  show();
});

let waiting;
window.addEventListener("resize", () => {
  clearTimeout(waiting);
  waiting = setTimeout(() => drawPanel(panels.find((panel) => !panel.hidden)), 150);
});
night.addEventListener("change", () => {
  colourMarks();
  drawPanel(panels.find((panel) => !panel.hidden));
});

// A page of A4, lying, is 1,020 pixels wide between its margins, whatever the screen was. All tabs are printed.
function fit(width) {
  document.querySelectorAll(".panel .chart").forEach((element) => {
    if (!element.data) return;
    if (element.data[0].type === "sankey") {
      // Its bands would fade in after the page is printed: scale the drawing instead.
      element.style.zoom = width ? width / element.offsetWidth : "";
      return;
    }
    const share = element.closest(".trio") ? 1 / 3 : 1;
    Plotly.relayout(element, width ? { width: width * share } : { width: null, autosize: true });
  });
}
let opened;
window.addEventListener("beforeprint", () => {
  isPrinting = true;
  opened = panels.find((panel) => !panel.hidden);
  panels.forEach((panel) => { panel.hidden = false; });
  colourMarks();
  for (const panel of panels) {
    for (const element of panel.querySelectorAll(".chart")) if (isShown(element)) draw(element.id);
  }
  fit(1000);
});
window.addEventListener("afterprint", () => {
  isPrinting = false;
  fit(null);
  colourMarks();
  open(opened.id);
});

// Each table can be taken along: as text for a spreadsheet, or as a file.
function cellsOf(table) {
  return [...table.rows].map((row) => [...row.cells].map((cell) => cell.innerText.trim()));
}

function copied(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const area = document.createElement("textarea");
  area.value = text;
  document.body.append(area);
  area.select();
  document.execCommand("copy");
  area.remove();
  return Promise.resolve();
}

function take(label, act) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = label;
  button.addEventListener("click", () => Promise.resolve(act()).then(() => {
    button.textContent = "Done";
    setTimeout(() => { button.textContent = label; }, 1500);
  }));
  return button;
}

document.querySelectorAll("table.plain, table.data").forEach((table) => {
  const bar = document.createElement("div");
  bar.className = "take";
  const tab = (cells) => cells.map((cell) => cell.replace(/\s+/g, " ")).join("\t");
  const quoted = (cell) => `"${cell.replace(/"/g, '""').replace(/^([=+@]|-(?!\d))/, "'$&")}"`;
  bar.append(
    take("Copy", () => copied(cellsOf(table).map(tab).join("\n"))),
    take("Download", () => {
      const rows = cellsOf(table).map((cells) => cells.map(quoted).join(","));
      const link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob(["\ufeff" + rows.join("\r\n")], { type: "text/csv" }));
      const block = table.closest("figure, section, details, div");
      const heading = block && block.querySelector("h2, h3, h4");
      link.download = `${(heading ? heading.innerText : "table").toLowerCase().replace(/[^a-z0-9]+/g, "_")}.csv`;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 1000);
    }),
  );
  (table.closest(".scroll") || table).after(bar);
});

function panelOfHash() {
  const target = location.hash && document.getElementById(location.hash.slice(1));
  if (target && target.matches("details.appendix")) target.open = true;
  return target ? target.closest(".panel") : null;
}
window.addEventListener("hashchange", () => {
  const panel = panelOfHash();
  if (panel && panel.hidden) open(panel.id).then(() => document.getElementById(location.hash.slice(1)).scrollIntoView());
});
colourMarks();
open((panelOfHash() || panels[0]).id);
