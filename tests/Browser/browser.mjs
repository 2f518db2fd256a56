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

await browser.close();
console.log(`browser tests: ${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
