'use strict';
// Everything the page shows comes from the data block. Text is set as text, never as markup.
(() => {
  const data = JSON.parse(document.getElementById('data').textContent);
  const ROW = 26;
  const COLOURS = 8;
  const $ = id => document.getElementById(id);
  const make = (tag, attributes = {}, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (value !== undefined && value !== false) element.setAttribute(name, value === true ? '' : value);
    }
    element.append(...children);
    return element;
  };
  const svg = (tag, attributes) => {
    const element = document.createElementNS('http://www.w3.org/2000/svg', tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    return element;
  };
  const colour = lock => `var(--l${Math.max(0, data.locks.indexOf(lock)) % COLOURS})`;

  // Who holds and who waits for which lock after each step, from what each step changes.
  for (const run of data.runs) {
    run.held = [data.actors.map(() => [])];
    run.shared = [data.actors.map(() => [])];
    run.slots = [data.actors.map(() => [])];
    run.waits = [data.actors.map(() => null)];
    for (const step of run.steps) {
      const held = run.held[run.held.length - 1].slice();
      const shared = run.shared[run.shared.length - 1].slice();
      const waits = run.waits[run.waits.length - 1].slice();
      for (const [actor, locks, read] of step.h) [held[actor], shared[actor]] = [locks, read];
      waits[step.a] = step.w ? step.s || 'acknowledgements' : null;
      waits.forEach((lock, actor) => { if (lock && held[actor].includes(lock)) waits[actor] = null; });
      // A lock keeps its place in the lane while it is held.
      run.slots.push(run.slots[run.slots.length - 1].map((slots, actor) => {
        if (!step.h.some(([changed]) => changed === actor)) return slots;
        const kept = slots.map(lock => (held[actor].includes(lock) ? lock : null));
        for (const lock of held[actor]) {
          if (kept.includes(lock)) continue;
          const free = kept.findIndex((taken, place) => taken === null && slots[place] === null);
          if (free < 0) kept.push(lock); else kept[free] = lock;
        }
        while (kept.length > 0 && kept[kept.length - 1] === null) kept.pop();
        return kept;
      }));
      run.held.push(held);
      run.shared.push(shared);
      run.waits.push(waits);
    }
  }

  let run = data.runs[0];
  let at = 0;
  let drawnRun = null;
  let drawnFrom = 0;
  let drawnTo = 0;
  let drawnWidth = 0;
  let marked = 0;
  const shown = data.actors.map((_, i) => i).filter(i => data.runs.some(r => r.steps.some(s => s.a === i)));
  const lane = actor => shown.indexOf(actor);
  // A lane is as wide as its most locks and a word need.
  const laneWidths = shown.map(actor => Math.max(7.5 * Math.min(20, data.actors[actor].length),
    76 + 7 * Math.max(...data.runs.map(r => r.slots.reduce((most, slots) => Math.max(most, slots[actor].length), 0)))));
  document.documentElement.style.setProperty('--lanes', laneWidths.map(width => `${width}px`).join(' '));
  document.documentElement.style.setProperty('--all-lanes', `${laneWidths.reduce((sum, width) => sum + width, 0)}px`);

  // --- the state -------------------------------------------------------------------------------------------------------
  const values = new Map();
  const places = new Map(); // A cell may stand in several panels.
  const placesOf = cell => places.get(cell) ?? [];
  const addPlace = (cell, place) => places.set(cell, [...placesOf(cell), place]);
  let lit = [];

  const showValue = cell => placesOf(cell).forEach(place => showAt(place, cell, values.get(cell)));

  const showAt = (place, cell, text) => {
    if (place.entry) {
      const words = text.split(' ');
      const isNone = text === 'none' || (text === '0' && !place.beside);
      place.element.className = `cell ${place.start ? 'blockstart ' : ''}${isNone ? 'none ' : ''}${words.includes('cont') ? 'cont ' : ''}${place.beside ? 'beside-entries' : ''}`;
      const body = [make('span', { class: 'va' }, `${place.label} `), isNone ? '–' : words[0]];
      if (words.length > 1) {
        const bits = make('span', { class: 'bits' });
        words.slice(1).forEach(word => bits.append(make('span', { class: word === 'RW' ? 'RW' : '' }, word), ' '));
        body.push(bits);
      }
      place.element.replaceChildren(...body);
      place.element.setAttribute('aria-label', `${cell}: ${text}`);
      place.element.title = `${cell}: ${text}`;
    } else {
      place.element.lastChild.textContent = text;
    }
  };

  // Values that have a page number are a table, a row for each page; the others stand in a line above it.
  const fields = panel => {
    const line = make('div', { class: 'fields', role: 'list' });
    const columns = [];
    const pages = new Map();
    for (const [label, cell, initial] of panel.fields) {
      values.set(cell, initial);
      const [, name, page] = /^(.*)\[(\d+)\]$/.exec(label) ?? [];
      if (name === undefined) {
        const element = make('span', { class: 'field', role: 'listitem' }, make('b', {}, label), ' ', make('span', {}, initial));
        addPlace(cell, { element, label });
        line.append(element);
        continue;
      }
      if (!columns.includes(name)) columns.push(name);
      if (!pages.has(page)) pages.set(page, make('tr', {}, make('th', { scope: 'row' }, page)));
      const element = make('td', { class: 'field' }, make('span', {}, initial));
      addPlace(cell, { element, label });
      pages.get(page).append(element);
    }
    if (pages.size === 0) return [line];
    const head = make('tr', {}, ...['page', ...columns].map(name => make('th', { scope: 'col' }, name)));
    return [line, make('div', { class: 'wide' }, make('table', { class: 'pages' }, make('thead', {}, head), make('tbody', {}, ...pages.values())))];
  };

  // Rows of a page table end where blocks end.
  const grid = panel => {
    const kind = panel.block === 0 ? '' : panel.block % 8 === 0 ? ' eight' : panel.block % 4 === 0 ? ' four' : '';
    const body = make('div', { class: `grid${kind}`, role: 'list' });
    let index = 0;
    for (const [label, cell, initial] of panel.fields) {
      values.set(cell, initial);
      const isEntry = /^\d+$/.test(label);
      const element = make('div', { class: 'cell', role: 'listitem' });
      addPlace(cell, { element, label, entry: true, beside: !isEntry, start: isEntry && panel.block > 0 && index % panel.block === 0 });
      if (isEntry) index++;
      body.append(element);
    }
    return [body];
  };

  const buildState = () => {
    const panels = data.panels.map(panel => make('div', { class: 'panel', 'data-kind': panel.kind, role: 'group', 'aria-label': panel.title },
      make('h3', {}, panel.title), ...(['pageTable', 'tlb', 'swap'].includes(panel.kind) ? grid(panel) : fields(panel))));
    const locks = make('table', { class: 'locks', id: 'locks' });
    $('state').replaceChildren(make('div', { class: 'panel', 'data-kind': 'locks', role: 'group', 'aria-label': 'locks' }, make('h3', {}, 'locks'), locks), ...panels);
    places.forEach((_, cell) => showValue(cell));
  };

  const drawLocks = () => {
    const held = run.held[at];
    const shared = run.shared[at];
    const waits = run.waits[at];
    const rows = [];
    for (const lock of data.locks) {
      const holders = data.actors.flatMap((name, i) => (held[i].includes(lock) ? [shared[i].includes(lock) ? `${name} (read)` : name] : []));
      const waiting = data.actors.filter((_, i) => waits[i] === lock);
      if (holders.length + waiting.length === 0) continue;
      rows.push(make('tr', {}, make('td', {}, make('span', { class: 'swatch', style: `--c:${colour(lock)}` }), lock),
        make('td', {}, holders.join(', ') || 'nobody'), make('td', {}, waiting.join(', ') || '–')));
    }
    const head = make('tr', {}, make('th', { scope: 'col' }, 'lock'), make('th', { scope: 'col' }, 'held by'), make('th', { scope: 'col' }, 'waiting'));
    $('locks').replaceChildren(...(rows.length ? [head, ...rows] : [make('tr', {}, make('td', {}, 'none is held'))]));
  };

  const applySteps = target => {
    const touched = new Set(lit);
    while (at < target) for (const [cell, , after] of run.steps[at++].c) { values.set(cell, after); touched.add(cell); }
    while (at > target) for (const [cell, before] of run.steps[--at].c.slice().reverse()) { values.set(cell, before); touched.add(cell); }
    touched.forEach(showValue);
    lit.flatMap(placesOf).forEach(place => place.element.classList.remove('changed'));
    lit = at > 0 ? run.steps[at - 1].c.map(change => change[0]) : [];
    lit.flatMap(placesOf).forEach(place => place.element.classList.add('changed'));
    const changed = lit.flatMap(placesOf)[0]?.element;
    const box = $('state');
    if (changed && box.scrollHeight > box.clientHeight) {
      const top = changed.getBoundingClientRect().top - box.getBoundingClientRect().top;
      if (top < 0 || top > box.clientHeight - 40) box.scrollTop += top - box.clientHeight / 2;
    }
  };

  // --- the lanes: only the rows in sight exist ------------------------------------------------------------------------------
  const makeRow = index => {
    const step = run.steps[index];
    const classes = ['row'];
    if (step.p) classes.push('preempts');
    if (step.x) classes.push('stale');
    if (run.essential.has(index + 1)) classes.push('essential');
    if (index + 1 === run.goal) classes.push('broken');
    if (run.goal && index + 1 > run.goal) classes.push('after');
    if (index + 1 === at) classes.push('now');
    const row = make('div', { class: classes.join(' '), role: 'row', 'aria-rowindex': index + 1, 'data-step': index + 1, style: `top:${index * ROW}px` });
    row.append(make('span', { class: 'n', role: 'cell' }, String(index + 1)));
    for (const actor of shown) {
      const cell = make('span', { class: 'lane', role: 'cell' });
      const before = run.slots[index][actor];
      const after = run.slots[index + 1][actor];
      const read = [...run.shared[index][actor], ...run.shared[index + 1][actor]];
      for (let place = 0; place < Math.max(before.length, after.length); place++) {
        const lock = before[place] ?? after[place];
        const kind = !lock ? 'lock free' : before[place] === after[place] ? 'lock' : before[place] ? 'lock to' : 'lock from';
        cell.append(make('span', { class: lock && read.includes(lock) ? `${kind} read` : kind, title: lock && read.includes(lock) ? `${lock} (read)` : lock ?? undefined, style: lock ? `--c:${colour(lock)}` : undefined }));
      }
      if (run.waits[index + 1][actor]) cell.append(make('span', { class: 'waits', title: `waits for ${run.waits[index + 1][actor]}` }));
      if (actor === step.a) cell.append(make('span', { class: 'verb' }, step.k));
      row.append(cell);
    }
    const text = `${step.m}   ${step.f}`;
    const whole = step.r ? `${text} <- ${step.r}` : text;
    row.append(make('span', { class: 'memory', role: 'cell', title: step.p ? `${whole} — ${step.p}` : whole }, text));
    row.addEventListener('click', () => go(index + 1));
    return row;
  };

  const drawRows = () => {
    const scroll = $('scroll');
    const from = Math.max(0, Math.floor(scroll.scrollTop / ROW) - 10);
    const to = Math.min(run.steps.length, Math.ceil((scroll.scrollTop + scroll.clientHeight) / ROW) + 10);
    const width = scroll.clientWidth;
    if (run === drawnRun && from === drawnFrom && to === drawnTo && width === drawnWidth) {
      rowOf(marked)?.classList.remove('now');
      rowOf(at)?.classList.add('now');
      marked = at;
      return;
    }

    const rows = [];
    for (let i = from; i < to; i++) rows.push(makeRow(i));
    $('all').replaceChildren($('arrows'), ...rows);
    [drawnRun, drawnFrom, drawnTo, drawnWidth, marked] = [run, from, to, width, at];
    drawArrows();
  };

  // The row after a step, if it is drawn.
  const rowOf = step => (step > drawnFrom && step <= drawnTo ? $('all').children[step - drawnFrom] : null);

  const laneCentre = actor => {
    const row = $('all').querySelector('.row');
    const cell = row?.children[1 + lane(actor)];
    return cell ? cell.offsetLeft + Math.min(70, cell.offsetWidth / 2) : 0;
  };

  const drawArrows = () => {
    const arrows = $('arrows');
    const marker = svg('marker', { id: 'tip', viewBox: '0 0 8 8', refX: 7, refY: 4, markerWidth: 7, markerHeight: 7, orient: 'auto-start-reverse' });
    marker.append(svg('path', { d: 'M0 0L8 4L0 8z', fill: 'var(--essential)' }));
    const paths = [marker];
    const draw = (from, to, attributes) => {
      if (from > to || (to < drawnFrom && from < drawnFrom) || from > drawnTo || !run.steps[from - 1] || !run.steps[to - 1]) return;
      const x1 = laneCentre(run.steps[from - 1].a);
      const x2 = laneCentre(run.steps[to - 1].a);
      const y1 = (from - 0.5) * ROW;
      const y2 = (to - 0.5) * ROW;
      const bend = x1 === x2 ? 40 : 0;
      paths.push(svg('path', { d: `M${x1} ${y1}C${x1 + bend} ${(y1 + y2) / 2} ${x2 + bend} ${(y1 + y2) / 2} ${x2} ${y2}`, fill: 'none', ...attributes }));
    };
    for (const [from, to] of run.messages) draw(from, to, { stroke: 'var(--soft)', 'stroke-dasharray': '3 3', class: 'message' });
    if (run === data.runs[0]) {
      for (const pair of data.essential) draw(pair.first, pair.second, { stroke: 'var(--essential)', 'stroke-width': 2, 'marker-end': 'url(#tip)', class: 'pair' });
    }
    arrows.replaceChildren(...paths);
  };

  const keepInSight = () => {
    const scroll = $('scroll');
    const top = (at - 1) * ROW;
    if (top < scroll.scrollTop + ROW || top > scroll.scrollTop + scroll.clientHeight - 4 * ROW) {
      scroll.scrollTop = Math.max(0, top - scroll.clientHeight / 2);
    }
  };

  // --- going to a step ---------------------------------------------------------------------------------------------------------
  const say = () => {
    if (at === 0) return `Before the first step${run.goal === 0 ? '; it is so already' : ''}.`;
    const step = run.steps[at - 1];
    const broken = at === run.goal ? ` ${data.goalText}` : run.goal && at > run.goal ? ' (after the violation: the run gone on)' : '';
    return `Step ${at}: ${data.actors[step.a]} ${step.k} in ${step.f}: ${step.m || '–'}.${step.p ? ` ${step.p}.` : ''}${broken}`;
  };

  let pendingLink = 0;
  const link = () => {
    clearTimeout(pendingLink);
    pendingLink = setTimeout(() => history.replaceState(null, '', `#step=${at}${run === data.runs[0] ? '' : `&run=${encodeURIComponent(run.name)}`}`), 150);
  };

  const markCurve = () => {
    const mark = $('marker');
    if (!mark) return;
    const x = curveX(Math.min(at, data.curve[data.curve.length - 1][0]));
    mark.setAttribute('x1', x);
    mark.setAttribute('x2', x);
    mark.style.display = run === data.runs[0] ? '' : 'none';
  };

  const go = (step, isQuiet) => {
    applySteps(Math.max(0, Math.min(run.steps.length, step)));
    $('slider').value = at;
    $('slider').setAttribute('aria-valuetext', `step ${at} of ${run.steps.length}`);
    $('count').textContent = `${at} of ${run.steps.length}`;
    $('now').textContent = say();
    const called = at > 0 ? run.steps[at - 1].r : undefined;
    $('called').textContent = called ? `called from ${called}` : '';
    $('now').classList.toggle('verdict', at === run.goal && run.goal > 0);
    keepInSight();
    drawRows();
    drawLocks();
    markCurve();
    if (!isQuiet) link();
  };

  const choose = name => {
    const target = data.runs.find(r => r.name === name) || data.runs[0];
    if (target !== run) {
      applySteps(0);
      run = target;
      $('run').value = run.name;
    }
    $('slider').max = run.steps.length;
    $('all').style.height = `${run.steps.length * ROW}px`;
    $('scroll').setAttribute('aria-rowcount', run.steps.length);
    $('goal').hidden = !run.goal;
  };

  const readLink = () => {
    const link = new URLSearchParams(location.hash.slice(1));
    choose(link.get('run') || data.runs[0].name);
    const step = Number.parseInt(link.get('step') ?? '', 10);
    go(Number.isNaN(step) ? run.goal || 0 : step, true);
  };

  // --- the rest of the page -------------------------------------------------------------------------------------------------------
  let curveWidth = 1000;
  const curveX = step => 44 + step * (curveWidth - 54) / Math.max(1, data.curve[data.curve.length - 1][0]);
  const drawCurve = () => {
    curveWidth = Math.max(240, $('curve').clientWidth);
    const y = chance => 150 - chance * 130;
    const picture = svg('svg', { viewBox: `0 0 ${curveWidth} 180`, role: 'img', 'aria-label': data.curveText });
    for (const [chance, label] of [[0, '0 %'], [0.5, '50 %'], [1, '100 %']]) {
      picture.append(svg('line', { x1: 44, x2: curveWidth - 10, y1: y(chance), y2: y(chance), stroke: 'var(--rule)' }));
      const text = svg('text', { x: 2, y: y(chance) + 4 });
      text.textContent = label;
      picture.append(text);
    }
    picture.append(svg('polyline', { points: data.curve.map(([s, c]) => `${curveX(s)},${y(c)}`).join(' '), fill: 'none', stroke: 'var(--accent)', 'stroke-width': 2.5, 'vector-effect': 'non-scaling-stroke' }));
    if (data.decisive > 0) {
      picture.append(svg('line', { x1: curveX(data.decisive), x2: curveX(data.decisive), y1: 15, y2: 150, stroke: 'var(--essential)', 'stroke-dasharray': '5 4' }));
      const text = svg('text', { x: Math.min(curveWidth - 120, curveX(data.decisive) + 4), y: 170 });
      text.textContent = `step ${data.decisive} decides`;
      picture.append(text);
    }
    picture.append(svg('line', { id: 'marker', x1: 40, x2: 40, y1: 10, y2: 155, stroke: 'var(--broken)', 'stroke-width': 2 }));
    picture.addEventListener('click', event => {
      const box = picture.getBoundingClientRect();
      choose(data.runs[0].name);
      go(Math.round((event.clientX - box.left - 44) / (curveWidth - 54) * data.curve[data.curve.length - 1][0]));
    });
    $('curve').replaceChildren(picture);
    markCurve();
  };

  const drawPairs = () => {
    for (const pair of data.essential) {
      const button = make('button', { type: 'button' }, `${pair.firstText} before ${pair.secondText}`);
      button.addEventListener('click', () => { choose(data.runs[0].name); go(pair.second); $('player').scrollIntoView(); });
      $('pairs').append(make('li', {}, button));
    }
    for (const choice of data.choices) {
      const button = make('button', { type: 'button' }, choice.text);
      button.addEventListener('click', () => { choose(data.runs[0].name); go(choice.step); $('player').scrollIntoView(); });
      $('pairs').append(make('li', {}, button));
    }
  };

  // The failing run and another one, from just before they part.
  const drawBeside = (table, other) => {
    const first = Math.max(0, other.partsAt - 3);
    const failing = data.runs[0];
    const text = (r, i) => (i < r.steps.length ? `${i + 1} ${data.actors[r.steps[i].a]} ${r.steps[i].k}: ${r.steps[i].m}` : '');
    const cell = (r, i, words) => {
      if (!words || i >= r.steps.length) return make('td', {}, words);
      const link = make('a', { href: `#step=${i + 1}${r === failing ? '' : `&run=${encodeURIComponent(r.name)}`}` }, words);
      link.addEventListener('click', () => $('player').scrollIntoView());
      return make('td', {}, link);
    };
    const body = make('tbody');
    const last = Math.min(Math.max(failing.goal, other.steps.length), other.partsAt + 20);
    for (let i = first; i < last; i++) {
      body.append(make('tr', { class: i === other.partsAt - 1 ? 'parts' : undefined },
        i < failing.goal ? cell(failing, i, text(failing, i)) : make('td', {}, i === failing.goal ? data.goalText : ''), cell(other, i, text(other, i))));
    }
    const rest = steps => (steps > last ? `and ${steps - last} more; choose the run above to step through it` : '');
    const more = make('tfoot', {}, make('tr', {}, make('td', {}, rest(failing.goal)), make('td', {}, rest(other.steps.length))));
    table.append(make('thead', {}, make('tr', {}, make('th', { scope: 'col' }, 'failing'), make('th', { scope: 'col' }, other.name))), body, more);
  };

  const keys = { ArrowRight: 1, ArrowDown: 1, n: 1, j: 1, ArrowLeft: -1, ArrowUp: -1, p: -1, k: -1, PageDown: 10, PageUp: -10 };
  document.addEventListener('keydown', event => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches('select, textarea, input:not([type=range])')) return;
    const isInPlayer = event.target === document.body || event.target.closest('#player');
    if (!isInPlayer || (event.target.id === 'scroll' && event.key === 'Tab')) return;
    if (event.key in keys) go(at + keys[event.key]);
    else if (event.key === 'Home') go(0);
    else if (event.key === 'End') go(run.steps.length);
    else if (event.key === 'v' && run.goal) go(run.goal);
    else return;
    event.preventDefault();
  });

  for (const [id, target] of [['first', () => 0], ['back', () => at - 1], ['next', () => at + 1], ['last', () => run.steps.length], ['goal', () => run.goal]]) {
    $(id).addEventListener('click', () => go(target()));
  }
  $('slider').addEventListener('input', event => go(Number(event.target.value)));
  $('run').append(...data.runs.map(r => make('option', { value: r.name }, r.name)));
  $('run').addEventListener('change', event => { const step = at; choose(event.target.value); go(step); });
  $('scroll').addEventListener('scroll', () => {
    const from = Math.floor($('scroll').scrollTop / ROW);
    const to = Math.ceil(($('scroll').scrollTop + $('scroll').clientHeight) / ROW);
    if (from < drawnFrom || to > drawnTo) drawRows();
  });
  const isDark = () => (document.documentElement.dataset.theme || (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light')) === 'dark';
  const nameTheme = () => { $('theme').textContent = isDark() ? 'light' : 'dark'; $('theme').setAttribute('aria-pressed', isDark()); };
  $('theme').addEventListener('click', () => { document.documentElement.dataset.theme = isDark() ? 'light' : 'dark'; nameTheme(); });
  addEventListener('hashchange', readLink);
  addEventListener('resize', () => { drawRows(); drawCurve(); });

  data.runs.forEach((r, i) => { r.essential = new Set(i === 0 ? data.essential.flatMap(p => [p.first, p.second]) : []); });
  $('head').append(make('span', { role: 'columnheader' }, 'step'), ...shown.map(i => make('span', { role: 'columnheader', title: data.actors[i] }, data.actors[i])),
    make('span', { role: 'columnheader' }, 'memory, and where'));
  buildState();
  drawCurve();
  drawPairs();
  for (const other of data.runs.slice(1)) drawBeside($(other.name === 'passing' ? 'beside' : 'beside2'), other);
  nameTheme();
  readLink();
})();
