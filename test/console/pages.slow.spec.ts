import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { expect, it } from '@jest/globals'
import { goTo, inBrowser, ofColours, overflow, shown, violations } from './browser.js'
import { setStage } from './stage.js'

const root = fileURLToPath(new URL('../..', import.meta.url))

const year = 'from=2026-01-01T00:00:00Z&to=2099-01-01T00:00:00Z'
/** Every page, by the name of its heading in English; of a ticket it is the code. */
const pages: readonly (readonly [address: string, heading: string])[] = [
  ['today', 'Today'],
  ['tickets', 'Tickets'],
  ['reports', 'Reports'],
  ['content', 'Content'],
  ['content?what=articles', 'Content'],
  ['content/templates/refund', 'refund'],
  ['content/articles/parcels', 'parcels'],
  ['settings', 'Settings'],
  ['settings/calendars', 'Calendars'],
  ['settings/sla-policies/standard', 'standard'],
  ['settings/rules/urgent', 'urgent'],
  ['operations', 'Operations'],
  ...['parked', 'deliveries', 'webhooks', 'keys', 'sessions', 'nowhere'].map(
    part => [`operations?part=${part}`, 'Operations'] as const
  ),
  ['audit', 'Audit'],
  // Behind a number, and where nothing is found.
  [`reports/volume?of=created&${year}`, 'The tickets behind'],
  [`reports/times?metric=first_reply&${year}`, 'The tickets behind'],
  ['tickets?q=nothing-like-it', 'Tickets']
]

it('the console’s script is at most 60 kB compressed, charts and the other language apart', () => {
  const assets = `${root}/dist/console/assets`
  const scripts = readdirSync(assets).filter(
    name => name.endsWith('.js') && !/^(?:uPlot|russian-)/.test(name)
  )
  expect(scripts.length).toBeGreaterThan(0)
  const bytes = scripts.reduce((sum, name) => sum + gzipSync(readFileSync(`${assets}/${name}`)).length, 0)
  expect(bytes).toBeLessThanOrEqual(60_000)
})

inBrowser('The console', () => {
  const stage = setStage()
  const { someone, signedIn } = stage

  const places = (['en', 'ru'] as const).flatMap(locale => [1280, 390].map(width => [locale, width] as const))

  it.each(places)(
    'shows every page in %s, at %d px, light and dark, without a violation of WCAG 2.2 A or AA',
    async (locale, width) => {
      const page = await signedIn({ locale, width })
      const [ticket] = await stage.scene.desk.tickets()
      const found: string[] = []
      const code = ticket?.code ?? ''
      const all = [
        ...pages,
        [`tickets/${ticket?.id}`, code],
        [`tickets/${ticket?.id}?revision=1`, code]
      ] as const
      for (const [address, heading] of all) {
        await page.emulateMedia({ colorScheme: 'light' })
        await goTo(page, address)
        // What is folded is a part of the page.
        await page.evaluate("document.querySelectorAll('main details').forEach(at => { at.open = true })")
        await page.evaluate('new Promise(requestAnimationFrame)')
        await shown(page)
        if (locale === 'en') expect(await page.locator('h1').textContent()).toContain(heading)
        found.push(...(await violations(page)).map(line => `${address}: ${line}`))
        // The same page in the dark is the same but for its colours.
        await page.emulateMedia({ colorScheme: 'dark' })
        found.push(...(await violations(page, ofColours)).map(line => `${address}, dark: ${line}`))
        if ((await overflow(page)) > 0) found.push(`${address}: is wider than ${width} px`)
      }
      expect(found).toEqual([])
      expect(await page.evaluate('document.documentElement.lang')).toBe(locale)
      expect(stage.browser.complaints.splice(0)).toEqual([])
    },
    240_000
  )

  it('signs in by key, by its label; the link’s code is out of the address, and used up', async () => {
    const link = await stage.scene.link()
    const first = await someone()
    await first.goto(link)
    await first.getByRole('link', { name: 'Today' }).waitFor()
    expect(first.url()).not.toContain('sign-in')
    const page = await someone()
    await page.goto(link)
    await page.getByRole('alert').waitFor()
    expect(await page.getByRole('alert').textContent()).toContain('used already')
    expect(await violations(page)).toEqual([])
    await page.getByLabel(/key/i).fill(stage.scene.apiKey)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('link', { name: 'Audit' }).waitFor()
  }, 60_000)

  it('opens as Anna from the page of the sandbox', async () => {
    const context = await stage.browser.person()
    const sandbox = await stage.browser.page(context)
    await sandbox.goto(stage.scene.sandbox)
    const opening = context.waitForEvent('page')
    await sandbox.getByRole('button', { name: 'Open the console as Anna' }).click()
    const page = await opening
    await page.getByRole('link', { name: 'Today' }).waitFor()
    expect(await page.locator('.who').textContent()).toContain('Anna')
  }, 60_000)

  it('offers an auditor what a key may see, and shows no personal text', async () => {
    const scopes = ['tickets:read', 'agents:read', 'reports:read', 'audit:read', 'settings:read']
    const { body } = await stage.scene.desk.post<{ key: string }>('/api/v1/api-keys', {
      name: 'Auditor',
      scopes
    })
    const page = await someone()
    await page.goto(`${stage.scene.url}/console`)
    await page.getByLabel(/key/i).fill(body.key)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('link', { name: 'Audit' }).waitFor()
    expect(await page.getByRole('link', { name: 'Operations' }).count()).toBe(0)
    const [ticket] = await stage.scene.desk.tickets()
    await goTo(page, `tickets/${ticket?.id}`)
    expect(await page.locator('main').textContent()).toContain('no text is shown')
    expect(await page.getByRole('textbox', { name: 'Reply' }).count()).toBe(0)
    await page.getByRole('button', { name: 'One step back' }).click()
    await page.getByText('This is the ticket as it was').waitFor()
  }, 60_000)

  it('answers by keyboard alone; a draft survives a reload, and others are told as it happens', async () => {
    const page = await signedIn()
    await goTo(page, 'tickets')
    await page.locator('a[data-row]').first().waitFor()
    await page.keyboard.press('j')
    await page.keyboard.press('Enter')
    await page.getByRole('textbox', { name: 'Reply' }).fill('Half of an ans')
    await page.reload()
    const reply = page.getByRole('textbox', { name: 'Reply' })
    await reply.waitFor()
    expect(await reply.inputValue()).toBe('Half of an ans')
    await reply.focus()
    await page.keyboard.press('End')
    await page.keyboard.type('wer <b>not bold</b>')
    const other = await stage.browser.page(page.context())
    await other.goto(page.url())
    await other.getByRole('textbox', { name: 'Reply' }).waitFor()
    await page.keyboard.press('Control+Enter')
    const said = page.locator('.said .text', { hasText: 'Half of an answer <b>not bold</b>' })
    await said.waitFor()
    await other.locator('.said .text', { hasText: 'Half of an answer <b>not bold</b>' }).waitFor()
    expect(await reply.inputValue()).toBe('')
    expect(stage.browser.complaints.splice(0)).toEqual([])
  }, 60_000)

  it('says at its field why a setting is refused, and never writes over what another has published', async () => {
    const page = await signedIn()
    await goTo(page, 'settings/queues/shipping')
    await page.getByLabel('Name', { exact: true }).fill('Parcels')
    await stage.scene.desk.put('/api/v1/queues/shipping', { name: 'Deliveries', position: 20 })
    await page.getByRole('button', { name: 'Publish' }).click()
    await page.getByText('Somebody else has published version 1').waitFor()
    expect((await stage.scene.desk.ok<{ name: string }>('/api/v1/queues/shipping')).name).toBe('Deliveries')
    await page.getByRole('button', { name: 'Publish' }).click()
    await page.getByText('Published as version 2').waitFor()
    await page.getByLabel('Name', { exact: true }).fill('')
    await page.getByRole('button', { name: 'Publish' }).click()
    await page.locator('.field .error', { hasText: 'Must be text of 1 to 100 characters.' }).waitFor()
    expect(await violations(page)).toEqual([])
  }, 60_000)
})
