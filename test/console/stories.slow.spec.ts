import { beforeEach, expect, it } from '@jest/globals'
import type { Page } from 'playwright-core'
import { eventually } from '../support/eventually.js'
import { inBrowser, shown } from './browser.js'
import { setStage } from './stage.js'

/** So often at most somebody presses Tab before they say that it can't be reached. */
const mostTabs = 150

inBrowser('By keyboard alone', () => {
  const stage = setStage()
  let page: Page
  beforeEach(async () => {
    page = await stage.signedIn()
  })

  const press = (...keys: readonly string[]) =>
    keys.reduce((before, key) => before.then(() => page.keyboard.press(key)), Promise.resolve())
  const focused = async (): Promise<string> =>
    String(
      await page.evaluate(`(() => {
        const at = document.activeElement
        if (!at || at === document.body) return ''
        const label = at.labels?.[0]?.textContent ?? ''
        return [at.getAttribute('aria-label') ?? '', label, at.textContent ?? ''].join(' ').replace(/\\s+/g, ' ')
      })()`)
    )
  /** Goes on, or back, until what has the focus says this. */
  async function tabTo(what: RegExp, by: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
    for (let n = 0; n < mostTabs; n++) {
      if (what.test(await focused())) return
      await press(by)
    }
    throw new Error(`${by} never came to ${what}`)
  }
  const open = async (name: string) => {
    await tabTo(new RegExp(`^\\s*${name}`))
    await press('Enter')
    await page.getByRole('heading', { level: 1, name }).waitFor()
    await shown(page)
  }

  it('a lead sees what burns, finds who waits longest, takes the ticket, answers, resolves, and sends somebody home', async () => {
    await page.getByRole('heading', { level: 1, name: 'Today' }).waitFor()
    await tabTo(/Oldest waiting/)
    await press('Enter')
    await page.getByRole('heading', { level: 1, name: 'Tickets' }).waitFor()
    await page.locator('a[data-row]').first().waitFor()
    const oldest = await page.locator('a[data-row]').first().textContent()
    await press('j', 'Enter')
    await page.getByRole('heading', { level: 1, name: oldest ?? '' }).waitFor()
    await shown(page)
    await tabTo(/Reply/)
    await page.keyboard.type('We look into it at once.')
    await press('Control+Enter')
    await page.locator('.said .text', { hasText: 'We look into it at once.' }).waitFor()
    await tabTo(/Why, for colleagues/)
    await page.keyboard.type('Answered by the book')
    await press('Shift+Tab')
    await tabTo(/^\s*Resolve/)
    await press('Enter')
    await page.locator('.head .badge', { hasText: 'Resolved' }).waitFor()
    await page.locator('.said.note .text', { hasText: 'Answered by the book' }).waitFor()
    await press('Control+Home')
    await open('Today')
    await tabTo(/Availability of Anna/)
    await page.keyboard.type('Away for an hour')
    await press('Enter')
    await page.getByText('until').waitFor()
    const agents = await stage.scene.desk.all<{ display_name: string; availability: string }>(
      '/api/v1/agents'
    )
    expect(agents.find(({ display_name }) => display_name === 'Anna')?.availability).toBe('away')
    expect(stage.browser.complaints.splice(0)).toEqual([])
  }, 90_000)

  it('a lead filters, tags many at once, sees what came of each, and saves the list for everybody', async () => {
    await open('Tickets')
    await tabTo(/Priority/)
    await page.keyboard.type('Normal')
    await page.waitForURL(/priority=normal/)
    const rows = page.locator('tbody tr')
    await eventually('only those of the priority are shown', async () =>
      (await rows.allTextContents()).every(row => row.includes('Normal'))
    )
    await shown(page)
    const count = await rows.count()
    expect(count).toBeGreaterThan(2)
    await tabTo(/Select all shown/)
    await press('Space')
    expect(page.url()).toContain('priority=normal')
    await tabTo(/^\s*Tag\s*$/, 'Shift+Tab')
    await page.keyboard.type('morning')
    await press('Enter')
    await page.getByText(`${count} of ${count} done`).waitFor()
    const tagged = (await stage.scene.desk.tickets()).filter(({ tags }) => tags.includes('morning'))
    expect(tagged.map(({ priority }) => priority)).toEqual(Array.from({ length: count }, () => 'normal'))
    await tabTo(/Save this list/, 'Shift+Tab')
    await press('Enter')
    await page.keyboard.type('Normal ones')
    await press('Enter')
    await page.getByRole('link', { name: 'Normal ones' }).waitFor()
    const saved = await stage.scene.desk.ok<{ filter: { priority: string } }>(
      '/api/v1/saved-lists/normal-ones'
    )
    expect(saved.filter.priority).toBe('normal')
    expect(stage.browser.complaints.splice(0)).toEqual([])
  }, 90_000)

  it('an auditor steps through a ticket: what each step changed, the clocks as they were, and the proof of it', async () => {
    const { id } = (await stage.scene.desk.tickets()).find(({ status }) => status === 'on_hold') ?? {}
    await page.goto(`${stage.scene.url}/console#/tickets/${id}`)
    await shown(page)
    await tabTo(/Step in the history/)
    await press('Home')
    await page.getByText('This is the ticket as it was').waitFor()
    await page.getByRole('heading', { name: 'What happened in this step' }).waitFor()
    const changed = page.locator('section', { has: page.locator('#step') })
    await changed.getByRole('row', { name: /Status — Open/ }).waitFor()
    const events = (
      await stage.scene.desk.ok<{ data: { type: string; data: { to?: string } }[] }>(
        `/api/v1/tickets/${id}/events?limit=100`
      )
    ).data
    const held = events.findIndex(({ type, data }) => type === 'TicketStatusChanged' && data.to === 'on_hold')
    for (let n = 0; n < held; n++) await press('ArrowRight')
    await changed.getByRole('row', { name: /Status .* On hold/ }).waitFor()
    expect(page.url()).toContain(`revision=${held}`)
    await page.reload()
    await changed.getByRole('row', { name: /Status .* On hold/ }).waitFor()
    await page
      .locator('section', { has: page.locator('#clocks') })
      .getByText('Resolution')
      .first()
      .waitFor()
    const proof = page.locator('section', { has: page.locator('#proof') })
    const seal = proof.getByRole('button', { name: 'Seal now' })
    await proof.getByText(/not sealed yet|is entry/).waitFor()
    if (await seal.isVisible()) {
      await seal.focus()
      await press('Enter')
    }
    await proof.getByText(/This event is entry \d+ of the \d+/).waitFor()
    expect(stage.browser.complaints.splice(0)).toEqual([])
  }, 90_000)

  it('a lead turns an idea into a rule: writes it, tries it on last month, looks at a ticket, publishes it, and it acts', async () => {
    const { desk, control } = stage.scene
    await open('Settings')
    await tabTo(/^\s*Rules/)
    await press('Enter')
    await page.getByRole('heading', { level: 1, name: 'Rules' }).waitFor()
    await shown(page)
    await tabTo(/Id of the new one/)
    await page.keyboard.type('crashes')
    await press('Enter')
    await page.getByRole('heading', { level: 1, name: 'crashes' }).waitFor()
    await shown(page)
    await tabTo(/^\s*Name/)
    await page.keyboard.type('Crashes first')
    await tabTo(/^\s*ticket opened/)
    await press('Space')
    await tabTo(/Set If/)
    await press('Enter')
    await tabTo(/^\s*Add All/)
    await press('Enter')
    await tabTo(/^\s*Field/, 'Shift+Tab')
    await page.keyboard.type('text')
    await press('Tab')
    await page.keyboard.type('has any')
    await press('Tab')
    await page.keyboard.type('app\nscreen')
    await tabTo(/^\s*Add Then/)
    await press('Enter')
    await tabTo(/^\s*What/, 'Shift+Tab')
    await page.keyboard.type('Set priority')
    await tabTo(/^\s*Set priority/)
    await page.keyboard.type('high')
    await tabTo(/^\s*Try it/)
    await press('Enter')
    await page.getByText('It would have changed 1 of 8 tickets.').waitFor()
    const dora = (await desk.tickets()).find(({ customer }) => customer.display_name?.startsWith('Dora'))
    const row = page.getByRole('row', { name: /priority high/ })
    await row.getByRole('link', { name: dora?.code ?? '' }).waitFor()
    await tabTo(new RegExp(`^\\s*${dora?.code}`))
    await press('Enter')
    await page.getByRole('heading', { level: 1, name: dora?.code ?? '' }).waitFor()
    await page.goBack()
    await page.getByRole('heading', { level: 1, name: 'crashes' }).waitFor()
    await page.getByText('This is a draft').waitFor()
    expect((await desk.all<{ id: string }>('/api/v1/rules')).map(({ id }) => id)).not.toContain('crashes')
    await tabTo(/^\s*Publish/)
    await press('Enter')
    await page.getByText('Published as version 0').waitFor()
    expect(await desk.ok('/api/v1/rules/crashes')).toMatchObject({
      name: 'Crashes first',
      on: ['ticket_opened'],
      if: { all: [{ field: 'text', op: 'has_any', value: ['app', 'screen'] }], any: [], none: [] },
      then: [{ set_priority: 'high' }]
    })
    await page.getByText(/^Version 0 ·/).waitFor()
    await tabTo(/^\s*Set priority/, 'Shift+Tab')
    await page.keyboard.type('urgent')
    await tabTo(/^\s*Try it/)
    await press('Enter')
    await page.getByRole('row', { name: /priority urgent/ }).waitFor()
    await tabTo(/^\s*Publish/, 'Shift+Tab')
    await press('Enter')
    await page.getByText('Published as version 1').waitFor()
    const { id: user } = (await control('createCustomer', { first_name: 'Quinn' })) as { id: number }
    await control('customerSays', { user_id: user, text: 'The screen stays black' })
    const ticket = await eventually('the ticket of Quinn is urgent', async () =>
      (await desk.tickets()).find(
        ({ customer, priority }) => customer.display_name === 'Quinn' && priority === 'urgent'
      )
    )
    await page.goto(`${stage.scene.url}/console#/tickets/${ticket.id}`)
    await page.getByText(/The rule crashes did this because the ticket was opened: priority urgent/).waitFor()
    expect(stage.browser.complaints.splice(0)).toEqual([])
  }, 120_000)

  it('a lead reads a number of last month, sees what it means, and the tickets behind it', async () => {
    await open('Reports')
    const created = page.locator('#volume').locator('..').locator('.sums a').first()
    const count = Number((await created.textContent())?.match(/\d+/)?.[0])
    expect(count).toBe((await stage.scene.desk.tickets()).length)
    await created.focus()
    await press('Enter')
    await page.getByRole('heading', { level: 1, name: 'The tickets behind this number' }).waitFor()
    await shown(page)
    expect(await page.locator('tbody tr').count()).toBe(count)
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'All of them as CSV' }).press('Enter')
    ])
    expect(file.suggestedFilename()).toBe('volume.csv')
    await page.getByRole('link', { name: 'Back to the numbers' }).focus()
    await press('Enter')
    await shown(page)
    await tabTo(/^\s*Queue/)
    await page.keyboard.type('Billing')
    await page.waitForURL(/queue=billing/)
    await shown(page)
    const attained = page
      .locator('#attainment')
      .locator('..')
      .getByRole('row', { name: /First reply/ })
    const met = attained.getByRole('link', { name: /tickets behind Met/ })
    const metCount = Number((await met.textContent())?.match(/\d+/)?.[0])
    expect(metCount).toBeGreaterThan(0)
    await met.focus()
    await press('Enter')
    await page.getByRole('heading', { level: 1, name: 'The tickets behind this number' }).waitFor()
    await shown(page)
    expect(await page.locator('tbody tr').count()).toBe(metCount)
    await page.getByRole('link', { name: 'Back to the numbers' }).focus()
    await press('Enter')
    await shown(page)
    expect(page.url()).toContain('queue=billing')
    const narrowed = page.locator('#volume').locator('..').locator('.sums a').first()
    await page.locator('#volume').locator('..').getByText('3', { exact: false }).first().waitFor()
    expect(Number((await narrowed.textContent())?.match(/\d+/)?.[0])).toBe(
      (await stage.scene.desk.tickets()).filter(({ queue_id }) => queue_id === 'billing').length
    )
    expect(stage.browser.complaints.splice(0)).toEqual([])
  }, 90_000)
})
