import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe } from '@jest/globals'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { chromiumPath, launchChromium } from './chromium.js'

const root = fileURLToPath(new URL('../..', import.meta.url))
const mustRun = process.env['CI'] === 'true'
const axe = readFileSync(`${root}/node_modules/axe-core/axe.min.js`, 'utf8')
const levels = { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] }
/** All that depends on colours. */
export const ofColours = { type: 'rule', values: ['color-contrast', 'link-in-text-block'] }

/** Skipped where there is no browser, but never in CI. */
export const inBrowser = chromiumPath || mustRun ? describe : describe.skip

export interface Look {
  readonly locale?: string
  readonly colorScheme?: 'light' | 'dark'
  readonly width?: number
  /** As many times as large. */
  readonly zoom?: number
}

/** One browser, and what its pages complain about: errors of scripts, and of the policy. */
export class TestBrowser {
  readonly complaints: string[] = []
  readonly #contexts: BrowserContext[] = []

  private constructor(private readonly browser: Browser) {}

  static async launch(): Promise<TestBrowser> {
    return new TestBrowser(await launchChromium())
  }

  /** Somebody else's browser: no cookie and nothing kept. */
  async person({
    locale = 'en',
    colorScheme = 'light',
    width = 1280,
    zoom = 1
  }: Look = {}): Promise<BrowserContext> {
    const context = await this.browser.newContext({
      locale,
      colorScheme,
      // A page that is zoomed has so much less room.
      viewport: { width: Math.round(width / zoom), height: Math.round(800 / zoom) },
      deviceScaleFactor: zoom,
      reducedMotion: 'reduce',
      acceptDownloads: true
    })
    this.#contexts.push(context)
    return context
  }

  async page(context: BrowserContext): Promise<Page> {
    const page = await context.newPage()
    page.setDefaultTimeout(20_000)
    page.on('console', message => {
      if (message.type() === 'error') this.complaints.push(message.text())
    })
    page.on('pageerror', error => this.complaints.push(String(error)))
    await page.addInitScript(
      "document.addEventListener('securitypolicyviolation', told => console.error('policy: ' + told.violatedDirective + ' ' + told.blockedURI))"
    )
    return page
  }

  /** Everybody leaves. */
  async leave(): Promise<void> {
    for (const context of this.#contexts.splice(0)) await context.close()
  }

  async close(): Promise<void> {
    await this.leave()
    await this.browser.close()
  }
}

/** To a page of the console that is open, until it has been read. */
export async function goTo(page: Page, address: string): Promise<void> {
  await page.evaluate(`location.hash = ${JSON.stringify(`#/${address}`)}`)
  await page.waitForSelector(`nav a[aria-current=page][href="#/${address.split(/[/?]/)[0]}"]`)
  await page.evaluate('new Promise(requestAnimationFrame)')
  await shown(page)
}

export async function shown(page: Page): Promise<void> {
  await page.waitForSelector('main h1')
  await page.waitForSelector('main .loading', { state: 'detached' })
}

/** What axe finds, as lines that say what and where. */
export async function violations(page: Page, runOnly = levels): Promise<string[]> {
  // Not as a script of the page: its policy allows none but its own.
  if (!(await page.evaluate("typeof axe === 'object'"))) await page.evaluate(axe)
  const options = JSON.stringify({ runOnly })
  const found = (await page.evaluate(`axe.run(document, ${options})`)) as {
    violations: { id: string; nodes: { target: unknown[]; failureSummary: string }[] }[]
  }
  return found.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')}: ${failureSummary}`)
  )
}

/** By how much a page is wider than its window. */
export const overflow = async (page: Page): Promise<number> =>
  Number(await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth'))
