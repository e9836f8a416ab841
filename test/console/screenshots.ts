import { mkdirSync } from 'node:fs'
import { launchChromium } from './chromium.js'
import { openScene } from './scene.js'

/** `npm run screenshots`: each page of the console, as docs/console.md shows it. */
const out = 'docs/console'
const pages = ['today', 'tickets', 'reports', 'content', 'settings/calendars/office', 'operations', 'audit']

mkdirSync(out, { recursive: true })
const scene = await openScene()
const browser = await launchChromium()
try {
  const [ticket] = (await scene.desk.tickets()).filter(({ status }) => status === 'waiting_on_customer')
  const shots = [
    ['en', 'light', 1280, pages],
    ['ru', 'dark', 1280, ['today', 'reports']],
    ['en', 'light', 390, ['today', 'tickets']]
  ] as const
  for (const [locale, colorScheme, width, named] of shots) {
    const context = await browser.newContext({
      locale,
      colorScheme,
      viewport: { width, height: width < 500 ? 844 : 800 }
    })
    const page = await context.newPage()
    await page.goto(await scene.link())
    await page.waitForSelector('nav a')
    for (const address of [...named, `tickets/${ticket?.id}`]) {
      await page.goto(`${scene.url}/console#/${address}`)
      await page.waitForSelector('main h1')
      await page.waitForSelector('main .loading', { state: 'detached' })
      // Charts are drawn after what they show has come.
      await page.waitForTimeout(400)
      const name = address.startsWith('tickets/') ? 'ticket' : (address.split('/')[0] ?? '')
      const path = `${out}/${name}-${locale}-${colorScheme}-${width}.png`
      await page.screenshot({ path })
      process.stdout.write(`${path}\n`)
    }
    await context.close()
  }
} finally {
  await browser.close()
  await scene.stop()
}
