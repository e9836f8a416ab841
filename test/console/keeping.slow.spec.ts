import { readFileSync } from 'node:fs'
import { expect, it } from '@jest/globals'
import { strFromU8, unzipSync } from 'fflate'
import type { Page } from 'playwright-core'
import type { Ticket } from '../support/api-types.js'
import { goTo, inBrowser, shown, violations } from './browser.js'
import { setStage } from './stage.js'

inBrowser('Who keeps the desk', () => {
  const stage = setStage()
  async function signedIn(): Promise<Page> {
    const page = await stage.signedIn()
    page.on('dialog', dialog => void dialog.accept())
    return page
  }
  const ticketOf = async (name: string): Promise<Ticket> => {
    const found = (await stage.scene.desk.tickets()).find(({ customer }) => customer.display_name === name)
    if (!found) throw new Error(`nobody is called ${name}`)
    return found
  }
  const cardOf = (page: Page) => page.locator('section', { has: page.locator('h2#customer') })
  const press = (page: Page, name: string | RegExp) => page.getByRole('button', { name }).click()

  it('sees who a customer is and what else they wrote for, and says what the team holds of them', async () => {
    const closed = await ticketOf('Sam')
    await stage.scene.desk.post(`/api/v1/tickets/${closed.id}/status-changes`, { to: 'closed' })
    const begun = await stage.scene.desk.post<{ ticket: Ticket }>('/api/v1/tickets', {
      customer_id: closed.customer.id,
      title: 'Once more'
    })
    const page = await signedIn()
    await goTo(page, `tickets/${begun.body.ticket.id}`)
    const card = cardOf(page)
    await card.getByRole('link', { name: closed.code }).waitFor()
    await card.getByLabel('Tier').fill('Gold')
    await card.getByLabel(/Tags/).fill('press, vip')
    await card.getByRole('button', { name: 'Save' }).click()
    await card.locator('.tag', { hasText: 'gold' }).waitFor()
    expect(await card.locator('.tag').allTextContents()).toEqual(['gold', 'press', 'vip'])
    await card.getByRole('link', { name: 'All of their tickets' }).click()
    await page.getByRole('heading', { level: 1, name: 'Tickets' }).waitFor()
    await page.locator('a[data-row]').nth(1).waitFor()
    expect(await page.locator('a[data-row]').count()).toBe(2)
    expect(stage.browser.complaints.splice(0)).toEqual([])
  }, 60_000)

  it('holds a person, gives everything about them away on record, and forgets them only on purpose', async () => {
    const ticket = await ticketOf('Liu Wei')
    const page = await signedIn()
    await goTo(page, `tickets/${ticket.id}`)
    const card = cardOf(page)
    await card.getByText('Legal hold', { exact: true }).click()
    await card.getByLabel('Until').fill('2099-01-05T09:00')
    await card.getByRole('textbox', { name: 'Reason' }).fill('before the court')
    await card.getByRole('button', { name: 'Set the hold' }).click()
    await card.getByText('A legal hold lasts until').waitFor()
    expect(await card.getByText('Forget this person').count()).toBe(0)

    const downloading = page.waitForEvent('download')
    await card.getByRole('link', { name: 'Export everything about them' }).click()
    const files = unzipSync(readFileSync(await (await downloading).path()))
    expect(strFromU8(files['person.json'] ?? new Uint8Array())).toContain('Liu Wei')
    const other = await stage.browser.page(page.context())
    await other.goto(`${stage.scene.url}/console#/audit`)
    await shown(other)
    await other.getByRole('row', { name: /export Anna/ }).waitFor()

    await card.getByRole('button', { name: 'Lift the hold' }).click()
    await card.getByText('Forget this person').click()
    expect(await violations(page)).toEqual([])
    await card.getByRole('button', { name: 'Forget for ever' }).click()
    expect((await stage.scene.desk.ok<Ticket>(`/api/v1/tickets/${ticket.id}`)).customer.display_name).toBe(
      'Liu Wei'
    )
    await card.getByLabel('File number').fill('A-17/2026')
    await card.getByLabel('I know that this can not be undone.').check()
    await card.getByRole('button', { name: 'Forget for ever' }).click()
    await card.getByText(/They were forgotten .* they asked for it \(A-17\/2026\)/).waitFor()
    expect(await card.textContent()).not.toContain('Liu Wei')
    expect(stage.browser.complaints.splice(0)).toEqual([])
  }, 60_000)

  it('is offered no more than an agent may: neither holds, exports nor forgetting', async () => {
    const { id } = await ticketOf('Carol')
    const scopes = ['tickets:read', 'tickets:personal', 'tickets:write', 'agents:read', 'settings:read']
    const { body } = await stage.scene.desk.post<{ key: string }>('/api/v1/api-keys', {
      name: 'Agent',
      scopes
    })
    const page = await stage.someone()
    await page.goto(`${stage.scene.url}/console`)
    await page.getByLabel(/key/i).fill(body.key)
    await press(page, 'Sign in')
    await page.getByRole('link', { name: 'Tickets' }).waitFor()
    await goTo(page, `tickets/${id}`)
    await cardOf(page).getByRole('button', { name: 'Save' }).waitFor()
    expect(await cardOf(page).getByText('Privacy').count()).toBe(0)
    expect(await page.getByRole('link', { name: /Operations|Audit/ }).count()).toBe(0)
    await goTo(page, 'content/templates/refund')
    await page.getByText('You may read this, and not change it.').waitFor()
    expect(await page.getByRole('button', { name: 'Publish' }).count()).toBe(0)
    expect(stage.browser.complaints.splice(0)).toEqual([])
  }, 60_000)

  it('writes a template in both languages beside what Telegram will show of it', async () => {
    const page = await signedIn()
    await goTo(page, 'content')
    await page.getByRole('link', { name: 'Refund, first answer' }).click()
    await page
      .getByLabel('ru', { exact: true })
      .fill('Добрый день, {{customer.first_name | default: "друг"}}! <i>Скоро</i> <script>x</script>')
    const seen = page.locator('.bubble[lang=ru]')
    await seen.locator('i', { hasText: 'Скоро' }).waitFor()
    expect(await seen.locator('mark').textContent()).toBe('друг')
    expect(await seen.locator('script').count()).toBe(0)
    await press(page, 'Publish')
    await page.locator('.note.bad').waitFor()
    await page.getByLabel('ru', { exact: true }).fill('Добрый день! <i>Скоро</i>')
    await press(page, 'Publish')
    await page.getByText('Published as version 1').waitFor()
    const { texts } = await stage.scene.desk.ok<{ texts: { ru: string } }>('/api/v1/templates/refund')
    expect(texts.ru).toBe('Добрый день! <i>Скоро</i>')
  }, 60_000)

  it('tries a file first, sees what would become of each row, and imports those that are right', async () => {
    const page = await signedIn()
    await goTo(page, 'content')
    const rows = [
      { id: 'thanks', shortcode: 'thanks', name: 'Thanks', texts: { en: 'Thank you!' } },
      { id: 'wrong', shortcode: 'no spaces', name: 'Wrong', texts: { en: 'x' } }
    ]
    await page.getByLabel('File').setInputFiles({
      name: 'templates.json',
      mimeType: 'application/json',
      buffer: Buffer.from(JSON.stringify(rows))
    })
    await press(page, 'Try it')
    await page.getByRole('row', { name: /1 thanks created/ }).waitFor()
    await page.getByRole('row', { name: /2 wrong refused .*shortcode/ }).waitFor()
    const ids = async () =>
      (await stage.scene.desk.all<{ id: string }>('/api/v1/templates')).map(({ id }) => id)
    expect(await ids()).not.toContain('thanks')
    await press(page, 'Import 1')
    await page.getByRole('link', { name: 'Thanks' }).waitFor()
    expect(await ids()).toEqual(expect.arrayContaining(['refund', 'thanks']))
    const downloading = page.waitForEvent('download')
    await page.getByRole('link', { name: 'Export all' }).click()
    const exported = JSON.parse(readFileSync(await (await downloading).path(), 'utf8')) as { id: string }[]
    expect(exported.map(({ id }) => id).sort()).toEqual((await ids()).sort())
  }, 60_000)

  it('counts a population, and draws the sample that the seed chooses', async () => {
    const page = await signedIn()
    await goTo(page, 'audit')
    await press(page, 'Count them')
    const period = 'from=2026-01-01T00:00:00Z&to=2099-01-01T00:00:00Z'
    const { count } = await stage.scene.desk.ok<{ count: number }>(`/api/v1/audit/population?${period}`)
    await page.locator('.facts dd').getByText(String(count), { exact: true }).waitFor()
    await page.getByLabel('Your seed').fill('2026-11')
    await page.getByLabel('How many').fill('3')
    await press(page, 'Draw a sample')
    const sample = page.getByRole('table', { name: 'Sample' })
    await sample.waitFor()
    const drawn = await sample.locator('tbody a').allTextContents()
    const { sample: same } = await stage.scene.desk.ok<{ sample: { code: string }[] }>(
      `/api/v1/audit/samples?${period}&seed=2026-11&n=3`
    )
    expect(drawn).toEqual(same.map(({ code }) => code))
    const [key] = (
      await (
        await fetch(`${stage.scene.url}/api/v1/audit/keys`, {
          headers: { Authorization: `Bearer ${stage.scene.apiKey}` }
        })
      ).text()
    ).split('\n')
    await page.getByText(`verify_bundle.py CODE.zip '${key}'`).waitFor()
    expect(stage.browser.complaints.splice(0)).toEqual([])
  }, 60_000)
})
