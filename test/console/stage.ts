import { afterAll, afterEach, beforeAll } from '@jest/globals'
import type { Page } from 'playwright-core'
import { type Look, shown, TestBrowser } from './browser.js'
import { openScene, type Scene } from './scene.js'

/** What every test of the console plays on: a desk with its people, and a browser that is empty at each beginning. */
export interface Stage {
  readonly scene: Scene
  readonly browser: TestBrowser
  /** Somebody at their own browser, before they have gone anywhere. */
  someone(look?: Look): Promise<Page>
  /** Anna unless said, signed in, once the first page is there. */
  signedIn(look?: Look, name?: string): Promise<Page>
}

/** Of a `describe`: there before its first test, gone after its last. */
export function setStage(how?: Parameters<typeof openScene>[0]): Stage {
  let scene: Scene | undefined
  let browser: TestBrowser | undefined
  const there = <T>(one: T | undefined): T => {
    if (one === undefined) throw new Error('the stage is not set')
    return one
  }
  beforeAll(async () => {
    scene = await openScene(how)
    browser = await TestBrowser.launch()
  }, 240_000)
  afterEach(async () => {
    // One person has only so many streams at once.
    await browser?.leave()
    if (browser) browser.complaints.length = 0
  })
  afterAll(async () => {
    await browser?.close()
    await scene?.stop()
  })
  const someone = async (look?: Look) => there(browser).page(await there(browser).person(look))
  return {
    get scene() {
      return there(scene)
    },
    get browser() {
      return there(browser)
    },
    someone,
    async signedIn(look, name) {
      const page = await someone(look)
      await page.goto(await there(scene).link(name))
      await page.waitForSelector('nav a')
      await shown(page)
      return page
    }
  }
}
