// The pages behind the wall: how they are opened, and what must not happen to their layout.

import { openPage } from './pages.mjs';

export async function openDesk(browser, url, options) {
  const opened = await openPage(browser, url, options);
  await opened.page.waitForSelector('main[data-ready]');
  return opened;
}

/** What makes the page scroll sideways, or stands cut off outside a frame that scrolls by itself. */
export function deskFaults(page) {
  return page.evaluate(() => {
    const faults = [];
    if (document.documentElement.scrollWidth > innerWidth + 1) faults.push(`the page is ${document.documentElement.scrollWidth} wide`);
    for (const element of document.querySelectorAll('main *')) {
      if (!element.checkVisibility() || element.closest('.table-frame, svg, .visually-hidden') !== null) continue;
      const { right, left, width } = element.getBoundingClientRect();
      const hides = (at) => at !== null && at.tagName !== 'MAIN' && (getComputedStyle(at).overflowX !== 'visible' || hides(at.parentElement));
      if (width > 0 && (right > innerWidth + 1 || left < -1) && !hides(element.parentElement)) faults.push(`outside: ${element.tagName.toLowerCase()}.${element.className} "${element.textContent.slice(0, 20)}"`);
    }
    return faults.slice(0, 5);
  });
}
