// What a page does beyond what HTML does by itself: sorts tables, searches rows, opens what is linked to, and opens all for paper.
'use strict';

const found = document.getElementById('found');

/** The value that a cell is sorted by: a number where it is one, nothing where there is none. */
function valueOf(row, at) {
  const cell = row.cells[at];
  const text = cell.dataset.value ?? cell.textContent.trim();
  if (text === '') return undefined;
  const number = Number(text);
  return Number.isNaN(number) ? text : number;
}

/** Nothing comes last, whichever way it is sorted. */
function compare(a, b, way) {
  if (a === undefined || b === undefined) return a === b ? 0 : a === undefined ? 1 : -1;
  const order =
    typeof a === 'number' && typeof b === 'number'
      ? a - b
      : String(a).localeCompare(String(b), 'en', { numeric: true });
  return order * way;
}

function sort(table, at) {
  const heads = [...table.tHead.rows[0].cells];
  const isNumber = heads[at].classList.contains('number') || heads[at].classList.contains('spark');
  const now = heads[at].getAttribute('aria-sort');
  // What is counted is looked at from the top; what is named, from A.
  const first = isNumber ? 'descending' : 'ascending';
  const next = now === 'none' ? first : now === 'ascending' ? 'descending' : 'ascending';
  for (const head of heads) head.setAttribute('aria-sort', head === heads[at] ? next : 'none');
  const way = next === 'ascending' ? 1 : -1;
  const [body] = table.tBodies;
  const rows = [...body.rows].map((row) => ({ row, value: valueOf(row, at) }));
  rows.sort((a, b) => compare(a.value, b.value, way));
  body.append(...rows.map(({ row }) => row));
}

for (const table of document.querySelectorAll('table[data-sortable]')) {
  for (const [at, head] of [...table.tHead.rows[0].cells].entries()) {
    const button = document.createElement('button');
    button.type = 'button';
    button.append(...head.childNodes);
    button.addEventListener('click', () => sort(table, at));
    head.append(button);
    head.setAttribute('aria-sort', 'none');
  }
}

const search = document.getElementById('search');
if (search) {
  search.parentElement.hidden = false;
  const rows = [...document.querySelectorAll('table.segments tbody tr, table.nights tbody tr')];
  const others = [...document.querySelectorAll('[data-of]')];
  search.addEventListener('input', () => {
    const wanted = search.value.trim().toLowerCase();
    const shown = new Set(
      rows.filter((row) => row.textContent.toLowerCase().includes(wanted)).map((row) => row.dataset.of),
    );
    for (const one of others) one.hidden = !shown.has(one.dataset.of);
    found.textContent = wanted === '' ? '' : `${shown.size} of ${rows.length}`;
  });
}

/** Opens what holds the place that the address names. */
function openTarget() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const details = target?.closest('details');
  if (!details) return;
  details.hidden = false;
  details.open = true;
  details.scrollIntoView();
  details.querySelector('summary').focus({ preventScroll: true });
}
addEventListener('hashchange', openTarget);
openTarget();

let opened = [];
addEventListener('beforeprint', () => {
  opened = [...document.querySelectorAll('details.segment:not([open])')];
  for (const details of opened) details.open = true;
});
addEventListener('afterprint', () => {
  for (const details of opened) details.open = false;
});
