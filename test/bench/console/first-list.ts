import type { Browser } from 'playwright-core'

export interface Opened {
  readonly address: string
  readonly apiKey: string
  readonly locale: string
  /** The processor takes so many times as long. */
  readonly slowedBy: number
}

/** When the first row is there and the browser has painted it, since the page was asked for. */
const noteFirstList = `new MutationObserver((_, watch) => {
  if (!document.querySelector('a[data-row]')) return
  watch.disconnect()
  requestAnimationFrame(() => setTimeout(() => firstListShown(performance.now())))
}).observe(document, { childList: true, subtree: true })`

/** Of somebody who is signed in, and whose browser has kept nothing of the console. */
export async function untilFirstList(browser: Browser, opened: Opened): Promise<number> {
  const { address, apiKey, locale, slowedBy } = opened
  const context = await browser.newContext({ locale, viewport: { width: 1280, height: 800 } })
  try {
    await context.request.post(`${address}/api/v1/session`, { data: { key: apiKey } })
    const page = await context.newPage()
    await page.addInitScript("localStorage.setItem('topicdesk.signed-in', '1')")
    await page.addInitScript(noteFirstList)
    const shown = new Promise<number>((resolve, reject) => {
      page.exposeFunction('firstListShown', resolve).catch(reject)
    })
    const cdp = await context.newCDPSession(page)
    await cdp.send('Emulation.setCPUThrottlingRate', { rate: slowedBy })
    await page.goto(`${address}/console#/tickets`, { waitUntil: 'commit' })
    return await shown
  } finally {
    await context.close()
  }
}
