// Measures the studio page in a browser: node page-speed.mjs <address> <browser>.
import lighthouse, { desktopConfig } from 'lighthouse';
import puppeteer from 'puppeteer-core';

const [address, browserPath] = process.argv.slice(2);
const renders = 1000;
const pageSize = 40;

const browser = await puppeteer.launch({
  executablePath: browserPath,
  headless: true,
  args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
});
try {
  await audit('desktop', desktopConfig);
  await audit('mobile', undefined);
  await scroll();
} finally {
  await browser.close();
}

async function audit(name, config) {
  const onlyCategories = ['performance', 'accessibility', 'best-practices'];
  const flags = { port: Number(new URL(browser.wsEndpoint()).port), onlyCategories, logLevel: 'error' };
  const { lhr } = await lighthouse(`${address}studio/`, flags, config);
  const { audits, categories } = lhr;
  const score = (id) => Math.round(categories[id].score * 100);
  console.log(`${name}: ${onlyCategories.map((id) => `${id} ${score(id)}`).join(', ')} (limit: 95 each)`);
  const bytes = audits['total-byte-weight'].numericValue;
  const ready = audits.interactive.numericValue / 1000;
  const { numericValue: shift } = audits['cumulative-layout-shift'];
  console.log(`  ${(bytes / 1024).toFixed(1)} KB over the wire (limit: 90 KB), interactive after ${ready.toFixed(2)} s`
    + ` (limit: 1 s on the desktop), layout shift ${shift.toFixed(3)} (limit: 0.02)`);
  for (const id of onlyCategories)
    for (const { id: audited, weight } of categories[id].auditRefs) {
      const { score: one, title, scoreDisplayMode } = audits[audited];
      if (weight > 0 && one !== null && one < 0.9 && scoreDisplayMode !== 'informative')
        console.log(`  ${id}: ${audited} ${Math.round(one * 100)}: ${title}`);
    }
}

// The list of renders, repeated up to a length that would take long to make.
async function scroll() {
  const page = await browser.newPage();
  await page.setViewport({ width: 1280, height: 800 });
  await page.evaluateOnNewDocument(observe);
  await page.evaluateOnNewDocument(repeatRenders, renders, pageSize);
  await page.goto(`${address}studio/renders`, { waitUntil: 'networkidle0' });
  await page.evaluate(() => { window.measured = { longest: 0, tasks: 0, shift: 0 }; });
  await page.tracing.start({ categories: ['toplevel'] });
  const seconds = await page.evaluate(scrollToEnd, `${new Intl.NumberFormat('en').format(renders)} renders`);
  const busiest = busiestTask(await page.tracing.stop());
  const { longest, tasks, shift } = await page.evaluate(() => window.measured);
  console.log(`scroll over ${renders} renders in ${seconds.toFixed(1)} s: ${tasks} long tasks,`
    + ` longest ${longest.toFixed(0)} ms, ${busiest.toFixed(0)} ms of processor time (limit: 50 ms), layout shift ${shift.toFixed(3)} (limit: 0.02)`);
}

// The processor time of the longest task, in milliseconds: on a busy machine, a task also waits for the processor.
function busiestTask(trace) {
  const { traceEvents } = JSON.parse(new TextDecoder().decode(trace));
  const pages = traceEvents.filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain');
  const isOfPage = ({ pid, tid }) => pages.some((one) => one.pid === pid && one.tid === tid);
  return Math.max(0, ...traceEvents.filter((one) => isOfPage(one) && one.tdur > 0).map(({ tdur }) => tdur / 1000));
}

function observe() {
  window.measured = { longest: 0, tasks: 0, shift: 0 };
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) {
      window.measured.tasks++;
      window.measured.longest = Math.max(window.measured.longest, duration);
    }
  }).observe({ type: 'longtask' });
  new PerformanceObserver((list) => {
    for (const { value, hadRecentInput } of list.getEntries()) if (!hadRecentInput) window.measured.shift += value;
  }).observe({ type: 'layout-shift' });
}

function repeatRenders(count, size) {
  const original = window.fetch;
  window.fetch = async (request, options) => {
    const url = new URL(request.url ?? request, location.href);
    if (url.pathname !== '/api/v1/renders') return original(request, options);
    const start = Number(url.searchParams.get('cursor') ?? 0);
    url.searchParams.delete('cursor');
    const answer = await original(url, { headers: request.headers });
    const body = await answer.json();
    const end = Math.min(count, start + size);
    const copy = (place) => {
      const item = body.items[place % body.items.length];
      return { ...item, id: `${item.id}?copy=${place}` };
    };
    const items = Array.from({ length: end - start }, (_, i) => copy(start + i));
    return Response.json({ ...body, items, nextCursor: end < count ? `${end}` : null });
  };
}

function scrollToEnd(end) {
  const isAtEnd = () => scrollY + innerHeight >= document.documentElement.scrollHeight - 2;
  const text = () => document.querySelector('studio-app').shadowRoot.querySelector('renders-screen')
    .shadowRoot.querySelector('.end').innerText;
  const since = performance.now();
  return new Promise((done) => {
    const step = () => {
      scrollBy(0, 120);
      if (isAtEnd() && text().includes(end)) done((performance.now() - since) / 1000);
      else requestAnimationFrame(step);
    };
    step();
  });
}
