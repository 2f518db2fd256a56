// The page of `racesim report` in a real browser: what a user sees and does with it. Called by ./run with the folder of the pages.
import { strict as assert } from 'node:assert';
import { mkdirSync } from 'node:fs';
import { chromium } from 'playwright-core';

const [pages, ...options] = process.argv.slice(2);
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ['--no-sandbox'] });
let passed = 0;
let failed = 0;

const open = async (name, hash = '', context = {}) => {
  const tab = await (await browser.newContext({ viewport: { width: 1400, height: 1000 }, ...context })).newPage();
  tab.faults = [];
  tab.on('console', message => ['error', 'warning'].includes(message.type()) && tab.faults.push(message.text()));
  tab.on('pageerror', fault => tab.faults.push(fault.message));
  tab.on('dialog', dialog => { tab.faults.push(`dialog: ${dialog.message()}`); dialog.dismiss(); });
  tab.on('request', request => request.url().startsWith('file:') || request.url().startsWith('data:') || tab.faults.push(`request: ${request.url()}`));
  await tab.goto(`file://${pages}/${name}.html${hash}`);
  return tab;
};
const test = async (name, body) => {
  try {
    await body();
    passed++;
    console.log(`ok    ${name}`);
  } catch (fault) {
    failed++;
    console.log(`FAIL  ${name}\n      ${fault.message.split('\n').join('\n      ')}`);
  }
};
const text = (tab, selector) => tab.locator(selector).innerText();
const step = async tab => Number((await text(tab, '#count')).split(' ')[0]);

for (const name of ['reforder', 'blocks', 'hostile', 'long']) {
  for (const colorScheme of ['light', 'dark']) {
    await test(`${name} loads in ${colorScheme} without a fault or a request`, async () => {
      const tab = await open(name, '', { colorScheme });
      assert.deepEqual(tab.faults, []);
      const background = await tab.evaluate(() => getComputedStyle(document.body).backgroundColor);
      const light = Number(background.match(/\d+/)[0]) > 128;
      assert.equal(light, colorScheme === 'light');
      await tab.context().close();
    });
  }
}

await test('it opens at the violation, which is highlighted', async () => {
  const tab = await open('reforder');
  const goal = await step(tab);
  assert.ok(goal > 0);
  assert.equal(await tab.locator('.row.broken').getAttribute('data-step'), String(goal));
  assert.match(await text(tab, '#now'), /VIOLATION of I28/);
  assert.ok(await tab.locator('.row.broken.now').isVisible());
  await tab.context().close();
});

await test('stepping with keys changes the state shown, and back', async () => {
  const tab = await open('reforder', '#step=15');
  const before = await text(tab, '#state');
  await tab.keyboard.press('ArrowRight');
  assert.equal(await step(tab), 16);
  const after = await text(tab, '#state');
  assert.notEqual(after, before);
  assert.match(await text(tab, '#state .changed'), /mapcount/);
  await tab.keyboard.press('ArrowLeft');
  assert.equal(await text(tab, '#state'), before);
  await tab.keyboard.press('End');
  const last = await step(tab);
  await tab.keyboard.press('Home');
  assert.equal(await step(tab), 0);
  await tab.keyboard.press('PageDown');
  assert.equal(await step(tab), 10);
  assert.ok(last > 20);
  await tab.keyboard.press('v');
  assert.match(await text(tab, '#now'), /VIOLATION/);
  await tab.context().close();
});

await test('a deep link opens its step, and stepping changes the link', async () => {
  const tab = await open('reforder', '#step=7');
  assert.equal(await step(tab), 7);
  await tab.keyboard.press('ArrowRight');
  await tab.waitForTimeout(400);
  assert.match(tab.url(), /#step=8$/);
  await tab.evaluate(() => { location.hash = '#step=3'; });
  await tab.waitForTimeout(100);
  assert.equal(await step(tab), 3);
  await tab.context().close();
});

await test('the slider and the buttons work, and have names', async () => {
  const tab = await open('reforder', '#step=5');
  await tab.getByRole('slider', { name: 'step' }).focus();
  await tab.keyboard.press('ArrowRight');
  assert.equal(await step(tab), 6);
  await tab.getByRole('button', { name: 'One step back' }).click();
  assert.equal(await step(tab), 5);
  assert.match(await tab.getByRole('slider').getAttribute('aria-valuetext'), /step 5 of/);
  assert.equal(await tab.locator('#now').getAttribute('aria-live'), 'polite');
  assert.equal(await tab.locator('button:not([aria-label])').evaluateAll(all => all.filter(b => !b.innerText.trim()).length), 0);
  await tab.context().close();
});

await test('the essential pairs are drawn as arrows and lead to their steps', async () => {
  const tab = await open('reforder');
  assert.ok(await tab.locator('#arrows path.pair').count() > 0);
  await tab.locator('#pairs button').first().click();
  assert.ok(await tab.locator('.row.essential.now').count() === 1);
  await tab.context().close();
});

await test('locks, waiters, page tables and TLBs are shown', async () => {
  const tab = await open('blocks', '#step=30');
  assert.match(await text(tab, '#locks'), /ptl[\s\S]*CPU0/);
  for (const kind of ['pageTable', 'folio', 'tlb', 'counters']) assert.ok(await tab.locator(`.panel[data-kind=${kind}]`).count() > 0, kind);
  assert.ok(await tab.locator('.cell.cont').count() >= 4, 'contiguous entries are shaded');
  await tab.context().close();
});

await test('the passing run can be stepped through', async () => {
  const tab = await open('reforder', '#step=5');
  await tab.locator('#run').selectOption('passing');
  assert.equal(await step(tab), 5);
  await tab.keyboard.press('End');
  assert.equal(await tab.locator('.row.broken').count(), 0);
  await tab.locator('#run').selectOption('failing');
  assert.ok(await tab.locator('#beside tr.parts').count() === 1);
  await tab.context().close();
});

await test('the same schedule on the clean build can be stepped through, and linked', async () => {
  const tab = await open('blocks');
  const clean = (await tab.locator('#run option').allInnerTexts())[2];
  assert.equal(clean, 'contpte-per-pte');
  await tab.locator('#run').selectOption(clean);
  await tab.keyboard.press('End');
  assert.equal(await tab.locator('.row.broken').count(), 0);
  assert.equal(await tab.locator('#beside2 tr.parts').count(), 1);
  await tab.locator('#beside2 tr.parts td a').nth(1).click();
  await tab.waitForTimeout(100);
  assert.match(tab.url(), /run=contpte-per-pte/);
  const parts = await step(tab);
  const linked = await open('blocks', `#step=${parts}&run=contpte-per-pte`);
  assert.equal(await step(linked), parts);
  assert.equal(await linked.locator('#run').inputValue(), clean);
  await tab.context().close();
});

await test('rows of a page table end where blocks end, and a folio has a row for each page', async () => {
  const tab = await open('blocks');
  const columns = await tab.locator('.panel[data-kind=pageTable] .grid').first().evaluate(grid => getComputedStyle(grid).gridTemplateColumns.split(' ').length);
  assert.equal(columns, 4);
  const folio = tab.locator('.panel[data-kind=folio]').first();
  assert.equal(await folio.locator('tbody tr').count(), 4);
  assert.match(await folio.locator('thead').innerText(), /mapcount\s+AnonExclusive/);
  assert.match(await folio.innerText(), /refcount \d/);
  await tab.context().close();
});

await test('an access by a stale translation is marked', async () => {
  const tab = await open('blocks');
  assert.match(await tab.locator('.row.stale .memory').first().innerText(), /STALE: P\.pte\[/);
  await tab.context().close();
});

await test('messages and locks held for reading are drawn', async () => {
  const tab = await open('reforder');
  assert.ok(await tab.locator('.row .lock').count() > 10);
  const flush = await open('blocks', '#step=48');
  assert.ok(await flush.locator('#arrows path.message').count() > 0);
  await tab.context().close();
  await flush.context().close();
});

await test('the keyboard alone is enough', async () => {
  const tab = await open('reforder');
  await tab.keyboard.press('Tab');
  assert.equal(await tab.evaluate(() => document.activeElement.className), 'skip');
  await tab.keyboard.press('Enter');
  await tab.waitForTimeout(50);
  await tab.keyboard.press('Home');
  await tab.keyboard.press('n');
  assert.equal(await step(tab), 1);
  await tab.keyboard.press('Tab');
  assert.equal(await tab.evaluate(() => document.activeElement.id), 'first');
  await tab.context().close();
});

await test('a screen reader finds its way', async () => {
  const tab = await open('reforder', '#step=16');
  const heard = await tab.locator('body').ariaSnapshot();
  for (const part of ['heading "Why"', 'heading "Step by step"', 'slider "step"', 'table "The steps, one lane for each actor"', 'region "The machine after this step"', 'group "folio X"', 'img "From each step on']) {
    assert.ok(heard.includes(part), `${part} in\n${heard.slice(0, 4000)}`);
  }
  assert.match(await text(tab, '#now'), /^Step 16: CPU0 T0 rmw in folio_try_dup_anon_rmap_pte:\d+: X\.mapcount: 2 -> 3\.$/);
  assert.match(await text(tab, '#called'), /^called from try_dup\(\) <- /);
  await tab.context().close();
});

await test('a scenario named like a script is harmless', async () => {
  const tab = await open('hostile');
  assert.deepEqual(tab.faults, []);
  assert.notEqual(await tab.title(), 'owned');
  assert.match(await text(tab, 'h1'), /<script>document\.title = 'owned'<\/script>/);
  assert.equal(await tab.locator('img').count(), 0);
  await tab.context().close();
});

for (const [width, name] of [[390, 'reforder'], [320, 'blocks'], [390, 'long']]) {
  await test(`${name} fits a width of ${width}`, async () => {
    const tab = await open(name, '', { viewport: { width, height: 800 } });
    assert.ok(await tab.evaluate(() => document.documentElement.scrollWidth) <= width);
    await tab.getByRole('button', { name: 'One step back' }).click();
    assert.deepEqual(tab.faults, []);
    await tab.context().close();
  });
}

await test('5,000 steps stay responsive: key to drawn step below 50 ms', async () => {
  const tab = await open('long', '#step=2000');
  assert.ok(Number((await text(tab, '#count')).split(' ')[2]) >= 4900, await text(tab, '#count'));
  const times = await tab.evaluate(async () => {
    const times = [];
    for (const key of [...Array(25).fill('ArrowRight'), ...Array(10).fill('PageDown'), 'Home', 'End', 'Home', 'End']) {
      await new Promise(requestAnimationFrame);
      const start = performance.now();
      document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
      document.querySelector('.row.now')?.getBoundingClientRect(); // Layout is part of it.
      times.push(performance.now() - start);
    }
    return times.sort((a, b) => a - b);
  });
  const median = times[times.length >> 1];
  console.log(`      median ${median.toFixed(1)} ms, 95 % ${times[Math.floor(times.length * 0.95)].toFixed(1)} ms, most ${times[times.length - 1].toFixed(1)} ms`);
  assert.ok(median < 50, 'the rest of the machine may be busy: the median counts');
  await tab.context().close();
});

if (options.includes('--picture')) {
  const tab = await open('reforder', '#step=21', { viewport: { width: 1280, height: 860 }, colorScheme: 'light' });
  await tab.locator('#player').scrollIntoViewIfNeeded();
  await tab.evaluate(() => document.getElementById('player').scrollIntoView());
  await tab.waitForTimeout(300);
  mkdirSync('../../docs/images', { recursive: true });
  await tab.screenshot({ path: '../../docs/images/report.png' });
}

if (options.includes('--shots')) {
  const folder = options[options.indexOf('--shots') + 1];
  mkdirSync(folder, { recursive: true });
  for (const name of ['reforder', 'blocks']) {
    for (const colorScheme of ['light', 'dark']) {
      for (const width of [1400, 390]) {
        const tab = await open(name, '', { viewport: { width, height: 900 }, colorScheme });
        await tab.screenshot({ path: `${folder}/${name}-${width}-${colorScheme}.png`, fullPage: true });
        await tab.context().close();
      }
    }
  }
}

await browser.close();
console.log(`browser tests: ${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
