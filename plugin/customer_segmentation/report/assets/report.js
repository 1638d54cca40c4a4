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

function draw(id) {
  const chart = charts.get(id);
  const element = document.getElementById(id);
  const isNarrow = window.innerWidth < chart.spec.narrowBelow;
  if (chart.isNarrow === isNarrow) return Promise.resolve();
  chart.isNarrow = isNarrow;
  const layout = structuredClone(chart.spec.layout);
  const data = structuredClone(chart.spec.data);
  if (isNarrow) {
    for (const [path, value] of Object.entries(chart.spec.narrow)) {
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

let waiting;
window.addEventListener("resize", () => {
  clearTimeout(waiting);
  waiting = setTimeout(() => drawPanel(panels.find((panel) => !panel.hidden)), 150);
});
// A page of A4 is 670 pixels wide between its margins, whatever the screen was.
function fit(width) {
  panels.find((panel) => !panel.hidden).querySelectorAll(".chart").forEach((element) => {
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
window.addEventListener("beforeprint", () => fit(660));
window.addEventListener("afterprint", () => fit(null));

function panelOfHash() {
  const target = location.hash && document.getElementById(location.hash.slice(1));
  if (target && target.matches("details.appendix")) target.open = true;
  return target ? target.closest(".panel") : null;
}
window.addEventListener("hashchange", () => {
  const panel = panelOfHash();
  if (panel && panel.hidden) open(panel.id).then(() => document.getElementById(location.hash.slice(1)).scrollIntoView());
});
open((panelOfHash() || panels[0]).id);
