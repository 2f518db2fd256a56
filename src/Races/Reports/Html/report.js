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
    run.waits = [data.actors.map(() => null)];
    for (const step of run.steps) {
      const held = run.held[run.held.length - 1].slice();
      const waits = run.waits[run.waits.length - 1].slice();
      for (const [actor, locks] of step.h) held[actor] = locks;
      waits[step.a] = step.w ? step.s || 'acknowledgements' : null;
      waits.forEach((lock, actor) => { if (lock && held[actor].includes(lock)) waits[actor] = null; });
      run.held.push(held);
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
  const laneWidth = shown.length > 4 ? 5.5 : 8;
  document.documentElement.style.setProperty('--lanes', shown.length);
  document.documentElement.style.setProperty('--lane', `${laneWidth}rem`);

  // --- the state -------------------------------------------------------------------------------------------------------
  const values = new Map();
  const places = new Map();
  let lit = [];

  const showValue = cell => {
    const place = places.get(cell);
    if (!place) return;
    const text = values.get(cell);
    if (place.entry) {
      const words = text.split(' ');
      const isNone = text === 'none' || text === '0';
      place.element.className = `cell ${place.start ? 'blockstart ' : ''}${isNone ? 'none ' : ''}${words.includes('cont') ? 'cont ' : ''}`;
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

  const buildState = () => {
    const panels = [];
    for (const panel of data.panels) {
      const isGrid = panel.kind === 'pageTable' || panel.kind === 'tlb' || panel.kind === 'swap';
      const body = make('div', { class: isGrid ? 'grid' : 'fields', role: 'list' });
      panel.fields.forEach(([label, cell, initial], i) => {
        values.set(cell, initial);
        const element = isGrid ? make('div', { class: 'cell', role: 'listitem' })
          : make('span', { class: 'field', role: 'listitem' }, make('b', {}, label), ' ', make('span', {}, initial));
        places.set(cell, { element, label, entry: isGrid, start: panel.block > 0 && i % panel.block === 0 && i < panel.fields.length - 1 });
        body.append(element);
      });
      panels.push(make('div', { class: 'panel', 'data-kind': panel.kind }, make('h3', {}, panel.title), body));
    }
    const locks = make('table', { class: 'locks', id: 'locks' });
    $('state').replaceChildren(make('div', { class: 'panel', 'data-kind': 'locks' }, make('h3', {}, 'locks'), locks), ...panels);
    places.forEach((_, cell) => showValue(cell));
  };

  const drawLocks = () => {
    const held = run.held[at];
    const waits = run.waits[at];
    const rows = [];
    for (const lock of data.locks) {
      const holders = data.actors.filter((_, i) => held[i].includes(lock));
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
    lit.forEach(cell => places.get(cell)?.element.classList.remove('changed'));
    lit = at > 0 ? run.steps[at - 1].c.map(change => change[0]) : [];
    lit.forEach(cell => places.get(cell)?.element.classList.add('changed'));
  };

  // --- the lanes: only the rows in sight exist ------------------------------------------------------------------------------
  const makeRow = index => {
    const step = run.steps[index];
    const classes = ['row'];
    if (step.p) classes.push('preempts');
    if (run.essential.has(index + 1)) classes.push('essential');
    if (index + 1 === run.goal) classes.push('broken');
    if (run.goal && index + 1 > run.goal) classes.push('after');
    if (index + 1 === at) classes.push('now');
    const row = make('div', { class: classes.join(' '), role: 'row', 'aria-rowindex': index + 1, 'data-step': index + 1, style: `top:${index * ROW}px` });
    row.append(make('span', { class: 'n', role: 'cell' }, String(index + 1)));
    for (const actor of shown) {
      const cell = make('span', { class: 'lane', role: 'cell' });
      const before = run.held[index][actor];
      const after = run.held[index + 1][actor];
      before.forEach(lock => cell.append(make('span', { class: after.includes(lock) ? 'lock' : 'lock to', title: lock, style: `--c:${colour(lock)}` })));
      after.filter(lock => !before.includes(lock)).forEach(lock => cell.append(make('span', { class: 'lock from', title: lock, style: `--c:${colour(lock)}` })));
      if (run.waits[index + 1][actor]) cell.append(make('span', { class: 'waits', title: `waits for ${run.waits[index + 1][actor]}` }));
      if (actor === step.a) cell.append(make('span', { class: 'verb' }, step.k));
      row.append(cell);
    }
    const text = `${step.m}   ${step.f}`;
    row.append(make('span', { class: 'memory', role: 'cell', title: step.p ? `${text} — ${step.p}` : text }, text));
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
    pendingLink = setTimeout(() => history.replaceState(null, '', `#step=${at}${run === data.runs[0] ? '' : `&run=${run.name}`}`), 150);
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
  const curveX = step => 40 + step * 950 / Math.max(1, data.curve[data.curve.length - 1][0]);
  const drawCurve = () => {
    const y = chance => 150 - chance * 130;
    const picture = svg('svg', { viewBox: '0 0 1000 180', preserveAspectRatio: 'none', role: 'img', 'aria-label': data.curveText });
    for (const [chance, label] of [[0, '0 %'], [0.5, '50 %'], [1, '100 %']]) {
      picture.append(svg('line', { x1: 40, x2: 990, y1: y(chance), y2: y(chance), stroke: 'var(--rule)' }));
      const text = svg('text', { x: 2, y: y(chance) + 4 });
      text.textContent = label;
      picture.append(text);
    }
    picture.append(svg('polyline', { points: data.curve.map(([s, c]) => `${curveX(s)},${y(c)}`).join(' '), fill: 'none', stroke: 'var(--accent)', 'stroke-width': 2.5, 'vector-effect': 'non-scaling-stroke' }));
    if (data.decisive > 0) {
      picture.append(svg('line', { x1: curveX(data.decisive), x2: curveX(data.decisive), y1: 15, y2: 150, stroke: 'var(--essential)', 'stroke-dasharray': '5 4' }));
      const text = svg('text', { x: Math.min(880, curveX(data.decisive) + 4), y: 170 });
      text.textContent = `step ${data.decisive} decides`;
      picture.append(text);
    }
    picture.append(svg('line', { id: 'marker', x1: 40, x2: 40, y1: 10, y2: 155, stroke: 'var(--broken)', 'stroke-width': 2 }));
    picture.addEventListener('click', event => {
      const box = picture.getBoundingClientRect();
      choose(data.runs[0].name);
      go(Math.round(((event.clientX - box.left) / box.width * 1000 - 40) / 950 * data.curve[data.curve.length - 1][0]));
    });
    $('curve').append(picture);
  };

  const drawPairs = () => {
    for (const pair of data.essential) {
      const button = make('button', { type: 'button' }, `${pair.firstText} before ${pair.secondText}`);
      button.addEventListener('click', () => { choose(data.runs[0].name); go(pair.second); $('player').scrollIntoView(); });
      $('pairs').append(make('li', {}, button));
    }
  };

  const drawBeside = () => {
    const passing = data.runs[1];
    if (!passing) return;
    const first = Math.max(0, data.partsAt - 3);
    const failing = data.runs[0];
    const text = (r, i) => (i < r.steps.length ? `${i + 1} ${data.actors[r.steps[i].a]} ${r.steps[i].k}: ${r.steps[i].m}` : '');
    const body = make('tbody');
    const last = Math.min(Math.max(failing.goal, passing.steps.length), data.partsAt + 40);
    for (let i = first; i < last; i++) {
      body.append(make('tr', { class: i === data.partsAt - 1 ? 'parts' : undefined }, make('td', {}, i < failing.goal ? text(failing, i) : i === failing.goal ? data.goalText : ''), make('td', {}, text(passing, i))));
    }
    const more = passing.steps.length > last ? make('tfoot', {}, make('tr', {}, make('td', {}), make('td', {}, `and ${passing.steps.length - last} more; choose the run above to step through it`))) : '';
    $('beside').append(make('thead', {}, make('tr', {}, make('th', { scope: 'col' }, 'failing'), make('th', { scope: 'col' }, 'passing'))), body, more);
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
  addEventListener('resize', drawRows);

  data.runs.forEach((r, i) => { r.essential = new Set(i === 0 ? data.essential.flatMap(p => [p.first, p.second]) : []); });
  $('head').append(make('span', { role: 'columnheader' }, 'step'), ...shown.map(i => make('span', { role: 'columnheader', title: data.actors[i] }, data.actors[i])),
    make('span', { role: 'columnheader' }, 'memory, and where'));
  buildState();
  drawCurve();
  drawPairs();
  drawBeside();
  nameTheme();
  readLink();
})();
