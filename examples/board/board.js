"use strict";

const { families, kinds, stages, orders } = JSON.parse(byId("data").textContent);

const PAGE = 50; // rows that are added at a time
const ROOM = 3; // sources in a card or a row: the worst ones
const FAMILIES = {
  order: "Order", product: "Products", source: "Sources", invoicing: "Invoicing", payment: "Payment",
};

// Elements.

function byId(id) {
  return document.getElementById(id);
}

/** Escape what would turn the text after it around; marks of a direction alone are harmless. */
function visible(text) {
  const escaped = (mark) => `\\u${mark.charCodeAt(0).toString(16)}`;
  return text.replace(/[\u202a-\u202e\u2066-\u2069]/g, escaped);
}

/** Make an element. A string among its children becomes text, never markup. */
function make(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  const parts = children.filter((child) => child !== null);
  element.append(...parts.map((part) => (typeof part === "string" ? visible(part) : part)));
  return element;
}

/** Make an id an island of its own direction. */
function name(id) {
  return make("bdi", {}, id);
}

function none(text) {
  return make("span", { class: "none" }, text);
}

function plural(count, noun) {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

// Rows: an order with all its lines, or one line with its order.

const WORST_FIRST = Object.keys(families.source);

function makeRow(order, lines, line = null) {
  const sources = new Map(); // each once, however many lines it is behind
  for (const source of lines.flatMap((each) => each.sources)) {
    sources.set(JSON.stringify([source.kind, source.id, source.status]), source);
  }
  const rank = ({ status }) => WORST_FIRST.indexOf(status);
  const worstFirst = [...sources.values()].sort((a, b) => rank(a) - rank(b));
  const texts = [order.id, ...lines.map(({ item }) => item), ...worstFirst.map(({ id }) => id)];
  return {
    order,
    line,
    sources: worstFirst,
    text: texts.join("\n").toLowerCase(),
    statuses: new Set([
      ...["order", "invoicing", "payment"].map((family) => `${family} ${order[family].status}`),
      `product ${(line ?? order).product?.status}`,
      ...worstFirst.map(({ status }) => `source ${status}`),
    ]),
  };
}

const orderRows = orders.map((order) => makeRow(order, order.lines));
const lineRows = orders.flatMap((order) => order.lines.map((line) => makeRow(order, [line], line)));

// Totals are exact: integers are added, and digits are formatted.

const PLACES = Math.max(2, ...orders.map(({ total }) => total?.split(".")[1]?.length ?? 0));
const MONEY = new Intl.NumberFormat("en", {
  minimumFractionDigits: 2, maximumFractionDigits: PLACES,
});

function sum(totals) {
  const units = totals.map((total) => {
    const [whole, part = ""] = total.split(".");
    return BigInt(whole + part.padEnd(PLACES, "0"));
  });
  const digits = String(units.reduce((a, b) => a + b, 0n)).padStart(PLACES + 1, "0");
  return MONEY.format(`${digits.slice(0, -PLACES)}.${digits.slice(-PLACES)}`);
}

// What a card or a table row consists of.

const decisions = new WeakMap(); // by badge

function badge(family, decision, ...before) {
  if (decision === null) return none("no goods from stock");
  const { tone, sign } = families[family][decision.status];
  const mark = make("span", { "aria-hidden": "true" }, sign);
  const text = make("span", {}, ...before, decision.text);
  const element = make("span", { class: `badge ${tone}` }, mark, text);
  decisions.set(element, decision);
  return element;
}

function sourceBadge(source) {
  const kind = make("span", { class: "unseen" }, `${kinds[source.kind]} `);
  const element = badge("source", source, kind, make("b", {}, name(source.id)), " ");
  element.title = kinds[source.kind];
  return element;
}

function sourceBadges({ sources }) {
  if (sources.length === 0) return none("none");
  const more = sources.length > ROOM ? `and ${sources.length - ROOM} more` : null;
  return make("span", { class: "badges" }, ...sources.slice(0, ROOM).map(sourceBadge), more);
}

function day(value, otherwise) {
  if (value === null) return none(otherwise);
  return make("time", { datetime: value }, value);
}

function lineName(order, line) {
  return [name(order.id), "/", name(line.id)];
}

function opener(...names) {
  return make("button", { type: "button", class: "opener" }, ...names);
}

/** Show the details on a click anywhere in the element, or on its button by the keyboard. */
function opening({ order, line }, element) {
  element.addEventListener("click", ({ target }) => {
    showDetails(order, decisions.get(target.closest(".badge")) ?? line);
  });
  return element;
}

// Lists grow when their end comes near, so that only what is looked at is rendered.

const nearEnd = new IntersectionObserver(
  (entries) => entries.filter((each) => each.isIntersecting).forEach(({ target }) => target.click()),
  { rootMargin: "500px" },
);

/** Fill a list with its first rows, and return it with the button that adds the next. */
function growing(list, rows, makeElement) {
  const more = make("button", { type: "button", class: "more" });
  let shown = 0;
  const grow = () => {
    const added = rows.slice(shown, shown + PAGE).map(makeElement);
    list.append(...added);
    shown += added.length;
    more.textContent = `Show more (${rows.length - shown} left)`;
    nearEnd.unobserve(more);
    if (shown < rows.length) {
      nearEnd.observe(more); // anew, as it may still be in view
    } else {
      if (document.activeElement === more) added[0].querySelector("button").focus();
      more.remove();
    }
  };
  more.addEventListener("click", grow);
  grow();
  return shown < rows.length ? [list, more] : [list];
}

// The three views.

function card(row) {
  const { order } = row;
  return opening(row, make("li", { class: "card" },
    make("div", { class: "head" },
      opener(name(order.id)),
      order.total === null ? none("no total") : make("span", {}, sum([order.total]))),
    badge("product", order.product),
    row.sources.length ? sourceBadges(row) : null,
    make("dl", {},
      make("dt", {}, "Promised"), make("dd", {}, day(order.promised, "no day")),
      make("dt", {}, "Next change"), make("dd", {}, day(order.nextChange, "none")))));
}

function pipeline(rows) {
  const wide = matchMedia("(width >= 60rem)").matches;
  const columns = stages.map((stage) => {
    const those = rows.filter(({ order }) => order.order.status === stage);
    const totals = those.map(({ order }) => order.total).filter((total) => total !== null);
    const unknown = those.length - totals.length;
    return make("details", { class: "stage", ...(wide && { open: "" }) },
      make("summary", {},
        make("h2", {}, families.order[stage].label),
        make("b", {}, plural(those.length, "order")),
        make("span", {}, sum(totals)),
        unknown ? make("span", { class: "unknown" }, `and ${unknown} without a total`) : null),
      ...growing(make("ul", {}), those, card));
  });
  return make("div", { class: "pipeline" }, ...columns);
}

const PRODUCTS = ["Products", ({ order, line }) => badge("product", (line ?? order).product)];
const SOURCES = ["Sources", sourceBadges];
const PROMISED = ["Promised", ({ order, line }) => day((line ?? order).promised, "no day")];
const NEXT_CHANGE = ["Next change", ({ order }) => day(order.nextChange, "none")];
const ORDER_COLUMNS = [
  ["Order", ({ order }) => opener(name(order.id))],
  ["Status", ({ order }) => badge("order", order.order)],
  PRODUCTS,
  SOURCES,
  ["Invoicing", ({ order }) => badge("invoicing", order.invoicing)],
  ["Payment", ({ order }) => badge("payment", order.payment)],
  PROMISED,
  NEXT_CHANGE,
  ["Total", ({ order: { total } }) => (total === null ? none("no total") : sum([total])), "number"],
];
const LINE_COLUMNS = [
  ["Order and line", ({ order, line }) => opener(...lineName(order, line))],
  ["Item", ({ line }) => name(line.item)],
  ["Quantity", ({ line }) => line.quantity, "number"],
  ["Shipped", ({ line }) => line.shipped, "number"],
  PRODUCTS,
  SOURCES,
  PROMISED,
  NEXT_CHANGE,
];

/** Make a table. Its roles are written out, because the style lays it out as a grid. */
function table(title, columns, rows) {
  const heads = columns.map(([head, , kind = ""]) =>
    make("th", { scope: "col", role: "columnheader", class: kind }, head));
  const line = (row) => opening(row, make("tr", { role: "row" }, ...columns.map(
    ([head, cell, kind = ""], index) => index === 0
      ? make("th", { scope: "row", role: "rowheader", class: kind }, cell(row))
      : make("td", { role: "cell", class: kind, "data-head": head }, cell(row)))));
  const body = make("tbody", { role: "rowgroup" });
  const [, ...more] = growing(body, rows, line);
  return make("div", {},
    make("table",
      { role: "table", class: title.toLowerCase(), "aria-label": title, "aria-rowcount": rows.length + 1 },
      make("thead", { role: "rowgroup" }, make("tr", { role: "row" }, ...heads)),
      body),
    ...more);
}

const VIEWS = {
  pipeline: {
    rows: orderRows.filter(({ order }) => stages.includes(order.order.status)),
    of: (count) => `${plural(count, "order")} in the pipeline`,
    make: pipeline,
  },
  orders: {
    rows: orderRows,
    of: (count) => plural(count, "order"),
    make: (rows) => table("Orders", ORDER_COLUMNS, rows),
  },
  items: {
    rows: lineRows,
    of: (count) => plural(count, "item"),
    make: (rows) => table("Items", LINE_COLUMNS, rows),
  },
};

function show(view = document.querySelector("#views [aria-pressed=true]").value) {
  const { rows, of, make: makeView } = VIEWS[view];
  const text = byId("text").value.trim().toLowerCase();
  const status = byId("status").value;
  const found = rows.filter((row) =>
    row.text.includes(text) && (status === "" || row.statuses.has(status)));
  nearEnd.disconnect();
  byId("rows").replaceChildren(makeView(found));
  byId("count").textContent = `${found.length} of ${of(rows.length)}`;
  for (const button of byId("views").children) button.ariaPressed = button.value === view;
}

// The details of an order: every decision, why, and what would change it.

function section(level, title, family, decision) {
  const sentences = decision === null ? [] : [
    ...decision.reasons.map((reason) => make("li", {}, reason)),
    ...decision.notes.map((note) => make("li", {}, make("b", {}, "Note: "), note)),
  ];
  if (decision?.better) {
    const what = make("b", {}, "What would change it: ");
    sentences.push(make("li", { class: "better" }, what, `${decision.better}.`));
  }
  return make("section", { class: level },
    make("div", { class: "head" },
      make(level, { tabindex: "-1" }, ...title), badge(family, decision)),
    make("ul", {}, ...sentences));
}

function showDetails(order, chosen) {
  const own = (family) => [order[family], section("h3", [FAMILIES[family]], family, order[family])];
  const sections = new Map([
    own("order"),
    own("product"),
    ...order.lines.flatMap((line) => [
      [line, section("h4", ["Line ", ...lineName(order, line), ": ", line.quantity, " of ", name(line.item)],
        "product", line.product)],
      ...line.sources.map((source) =>
        [source, section("h5", [`${kinds[source.kind]} `, name(source.id)], "source", source)]),
    ]),
    own("invoicing"),
    own("payment"),
  ]);
  const title = byId("details-title");
  title.replaceChildren("Order ", name(order.id));
  const next = order.nextChange === null
    ? "No status changes as only time passes."
    : `As only time passes, something changes next on ${order.nextChange}.`;
  byId("decisions").replaceChildren(make("p", {}, next), ...sections.values());
  byId("details").showModal();
  (sections.get(chosen)?.querySelector("[tabindex]") ?? title).focus();
}

// Controls.

for (const [family, label] of Object.entries(FAMILIES)) {
  const options = Object.entries(families[family]).map(([status, { label: text }]) =>
    make("option", { value: `${family} ${status}` }, text));
  byId("status").append(make("optgroup", { label }, ...options));
}
byId("text").addEventListener("input", () => show());
byId("status").addEventListener("input", () => show());
byId("views").addEventListener("click", ({ target }) => target.value && show(target.value));
byId("close").addEventListener("click", () => byId("details").close());

function setDark(dark) {
  document.documentElement.style.colorScheme = dark ? "dark" : "light";
  byId("dark").ariaPressed = dark;
}
const systemDark = matchMedia("(prefers-color-scheme: dark)");
systemDark.addEventListener("change", ({ matches }) => setDark(matches));
byId("dark").addEventListener("click", ({ target }) => setDark(target.ariaPressed !== "true"));

setDark(systemDark.matches);
show("pipeline");
