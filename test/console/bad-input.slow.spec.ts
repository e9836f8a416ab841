import { expect, it } from '@jest/globals'
import type { Page } from 'playwright-core'
import { eventually } from '../support/eventually.js'
import { goTo, inBrowser, overflow, shown, violations } from './browser.js'
import { setStage } from './stage.js'

const pages = ['today', 'tickets', 'reports', 'content', 'settings', 'operations', 'audit']
const evil = '<img src=x onerror="window.evil=1"><b class="evil">bold</b>'

inBrowser('The console answers in words', () => {
  const stage = setStage()
  const { someone, signedIn } = stage
  async function byKey(scopes: readonly string[]): Promise<Page> {
    const { body } = await stage.scene.desk.post<{ key: string }>('/api/v1/api-keys', {
      name: 'Somebody',
      scopes
    })
    const page = await someone()
    await page.goto(`${stage.scene.url}/console`)
    await page.getByLabel(/key/i).fill(body.key)
    await page.getByRole('button', { name: 'Sign in' }).click()
    return page
  }
  const ticketOf = async (name: string) => {
    const all = await stage.scene.desk.tickets()
    const found = all.find(({ customer }) => customer.display_name === name)
    if (!found) throw new Error(`nobody is called ${name}`)
    return found
  }

  it('a code that was never made', async () => {
    const page = await someone()
    await page.goto(`${stage.scene.url}/console#/sign-in/${'A'.repeat(43)}`)
    await page.getByRole('alert').waitFor()
    expect(await page.getByRole('alert').textContent()).toMatch(/used already|old/)
    expect(page.url()).not.toContain('AAAA')
    expect(await violations(page)).toEqual([])
  }, 60_000)

  it('a key that may see one thing, and one that may see nothing here: what can not be seen is not offered', async () => {
    const one = await byKey(['settings:read'])
    await one.getByRole('link', { name: 'Settings' }).waitFor()
    expect(await one.locator('nav[aria-label=Pages] a').allTextContents()).toEqual(['Content', 'Settings'])
    await one.evaluate("location.hash = '#/tickets'")
    await one.getByText('There is no such page').waitFor()
    const none = await byKey(['privacy:manage'])
    await none.getByText('Nothing here is for you').waitFor()
    expect(await violations(none)).toEqual([])
  }, 60_000)

  it('a filter typed by hand into the address, and a report over too many days', async () => {
    const page = await signedIn()
    await goTo(page, 'tickets?status=late')
    await page.getByText('The desk does not understand this address.').waitFor()
    await page.getByText('status must be one of').waitFor()
    await goTo(page, 'tickets?colour=red')
    await page.getByText('colour is not a parameter of this call').waitFor()
    await page.locator('.note').getByRole('link', { name: 'Clear filters' }).click()
    await page.locator('a[data-row]').first().waitFor()
    await goTo(page, 'reports?from=2010-01-01&to=2026-12-01&group_by=day')
    await page.getByText('ask for a shorter period, or longer groups').waitFor()
    expect(await page.getByRole('alert').count()).toBe(1)
    await goTo(page, 'reports?from=tomorrow')
    await page.getByText('This period can not be read').waitFor()
    await goTo(page, 'reports/nonsense?of=created')
    await page.getByText('There is no such thing').waitFor()
    await goTo(page, 'tickets/tkt_nobody')
    await page.getByText('There is no such thing, or not for you.').waitFor()
  }, 90_000)

  it('what else is typed by hand into the address, and in Russian what the desk itself says in English', async () => {
    const page = await signedIn()
    const { id } = await ticketOf('Liu Wei')
    for (const address of ['today?from=x', 'audit?n=-5', 'content?what=foo', 'settings/rules/Bad Id!']) {
      await goTo(page, address)
      await page.getByText('There is no such page').waitFor()
    }
    for (const revision of ['-1', 'abc']) {
      await goTo(page, `tickets/${id}?revision=${revision}`)
      await page.getByText('as_of_revision must be').waitFor()
    }
    const russian = await signedIn({ locale: 'ru' })
    await goTo(russian, 'reports?priority=red')
    const alert = russian.getByRole('alert')
    await alert.waitFor()
    expect(await alert.textContent()).toContain('Система не понимает этот адрес.')
    expect(await alert.locator('[lang=en]').textContent()).toContain('riority must be')
    expect(await violations(russian)).toEqual([])
  }, 60_000)

  it('two who change one ticket: what the other did is never written over', async () => {
    const page = await signedIn()
    const { id } = await ticketOf('Liu Wei')
    await page.route('**/api/v1/stream**', route => route.abort())
    await page.reload()
    await goTo(page, `tickets/${id}`)
    await page.getByLabel('Priority').waitFor()
    await stage.scene.desk.post(`/api/v1/tickets/${id}/priority-changes`, { priority: 'urgent' })
    await page.getByLabel('Queue').selectOption('shipping')
    await page.getByText('Somebody else changed this meanwhile').waitFor()
    await page.locator('.head .badge', { hasText: 'Urgent' }).waitFor()
    expect((await stage.scene.desk.ticket(id)).queue_id).toBe('billing')
    await page.getByLabel('Queue').selectOption('shipping')
    await eventually('it is moved', async () => (await stage.scene.desk.ticket(id)).queue_id === 'shipping')
  }, 60_000)

  it('text that tries to be HTML is shown as it was typed, in every field that people fill', async () => {
    const { desk, control } = stage.scene
    const put = async (path: string, body: object) => {
      const { status, body: answer } = await desk.put(`/api/v1/${path}`, body)
      if (status >= 300) throw new Error(`${path}: ${status} ${JSON.stringify(answer)}`)
    }
    await put('queues/evil', { name: evil, position: 99 })
    await put('teams/evil', { name: evil, level: 3, members: [] })
    await put('saved-lists/evil', { name: evil, filter: {}, sort: null })
    await put('ticket-fields/evil', { name: evil, type: 'text' })
    await put('templates/evil', { shortcode: 'evil', name: evil, texts: { en: 'Hello' } })
    await put('articles/evil', { title: evil, summary: evil, body: evil, keywords: ['parcel'] })
    const { id: user } = (await control('createCustomer', { first_name: evil })) as { id: number }
    await control('customerSays', { user_id: user, text: evil })
    const ticket = await eventually('the ticket', () => ticketOf(evil).catch(() => undefined))
    const say = async (path: string, body: object) => {
      const { status, body: answer } = await desk.post(`/api/v1/tickets/${ticket.id}/${path}`, body)
      if (status >= 300) throw new Error(`${path}: ${status} ${JSON.stringify(answer)}`)
    }
    await say('replies', { text: evil })
    await say('notes', { text: evil })
    await say('tag-changes', { add: ['<b class="evil">tag</b>'] })
    await say('transfers', { queue_id: 'evil' })
    await say('escalations', { team_id: 'evil', reason: evil })
    const patched = await desk.send(
      'PATCH',
      `/api/v1/tickets/${ticket.id}`,
      JSON.stringify({ title: evil, fields: { evil } })
    )
    expect(patched.status).toBe(200)
    const page = await signedIn()
    const injected = () => page.evaluate("[window.evil ?? 0, document.querySelectorAll('.evil').length]")
    for (const address of [
      ...pages,
      'settings/queues/evil',
      'settings/articles/evil',
      `tickets/${ticket.id}`,
      `tickets/${ticket.id}?revision=3`,
      'tickets?q=bold'
    ]) {
      await goTo(page, address)
      await page.evaluate("document.querySelectorAll('main details').forEach(at => { at.open = true })")
      await shown(page)
      expect([address, await injected()]).toEqual([address, [0, 0]])
    }
    await goTo(page, `tickets/${ticket.id}`)
    expect(await page.locator('h1').textContent()).toContain(evil)
    expect(await page.locator('.said .text', { hasText: evil }).count()).toBe(3)
    await page.getByLabel('As the customer saw it').check()
    await page.locator('.chat .text', { hasText: evil }).first().waitFor()
    expect(await injected()).toEqual([0, 0])
    expect(stage.browser.complaints.splice(0)).toEqual([])
  }, 120_000)

  it('a name from right to left keeps its own direction, and leaves the line around it as it is', async () => {
    const page = await signedIn()
    await goTo(page, 'tickets?status=any')
    const name = page.locator('bdi', { hasText: 'محمد الشريف' }).first()
    await name.waitFor()
    const bidi = `getComputedStyle([...document.querySelectorAll('bdi')].find(at => at.textContent === 'محمد الشريف')).unicodeBidi`
    expect(await page.evaluate(bidi)).toBe('isolate')
    const row = page.locator('tr', { has: name })
    const [code, customer, status] = await Promise.all(
      [row.locator('a[data-row]'), name, row.locator('.badge').first()].map(at => at.boundingBox())
    )
    expect((code?.x ?? 0) < (customer?.x ?? 0) && (customer?.x ?? 0) < (status?.x ?? 0)).toBe(true)
    const { id } = await ticketOf('محمد الشريف')
    await goTo(page, `tickets/${id}`)
    await page.locator('.said bdi', { hasText: 'محمد' }).first().waitFor()
  }, 60_000)

  it.each(['en', 'ru'])(
    'every page at 200 %% in %s: nothing is cut off, and nothing breaks the rules',
    async locale => {
      const page = await signedIn({ locale, zoom: 2 })
      const { id } = await ticketOf('Carol')
      const found: string[] = []
      for (const address of [...pages, `tickets/${id}`]) {
        await goTo(page, address)
        found.push(...(await violations(page)).map(line => `${address}: ${line}`))
        if ((await overflow(page)) > 0) found.push(`${address}: is wider than the window`)
      }
      expect(found).toEqual([])
      expect(stage.browser.complaints.splice(0)).toEqual([])
    },
    120_000
  )

  it('a session whose agent has left', async () => {
    const agents = async () => stage.scene.desk.all<{ id: string; display_name: string }>('/api/v1/agents')
    const { people } = stage.scene
    const other = people.find(({ first_name }) => first_name !== 'Anna')
    if (!other) throw new Error('Anna is alone')
    const page = await someone()
    const left = Promise.withResolvers<void>()
    // Much is still asked when the session ends: each is answered so.
    await page.route(/\/api\/v1\/(?:tickets|queues|reports)/, async route => {
      await left.promise
      await route.continue()
    })
    await page.goto(await stage.scene.link(other.first_name))
    await page.waitForSelector('nav a')
    const agent = (await agents()).find(({ display_name }) => display_name === other.first_name)
    expect((await stage.scene.desk.send('DELETE', `/api/v1/agents/${agent?.id}`, undefined)).status).toBe(200)
    left.resolve()
    await page.getByText('the session has ended').waitFor()
    await page.getByRole('heading', { level: 1 }).waitFor()
    expect(await page.locator('nav').count()).toBe(0)
  }, 60_000)

  it('what happens between the first lists and the beginning of what is told as it happens', async () => {
    const page = await someone()
    const beginning = Promise.withResolvers<void>()
    await page.route('**/api/v1/stream**', async route => {
      await beginning.promise
      await route.continue()
    })
    await page.goto(await stage.scene.link())
    await page.waitForSelector('nav a')
    const { id } = await ticketOf('Sam')
    await goTo(page, `tickets/${id}`)
    await stage.scene.desk.post(`/api/v1/tickets/${id}/notes`, { text: 'Written before anybody listened' })
    beginning.resolve()
    await page.locator('.said .text', { hasText: 'Written before anybody listened' }).waitFor()
  }, 60_000)

  it('a desk that restarts: the loss is told, a draft stays, and what was missed is there afterwards', async () => {
    const page = await signedIn()
    const { id } = await ticketOf('Sam')
    await goTo(page, `tickets/${id}`)
    await page.getByRole('textbox', { name: 'Reply' }).fill('Half a sentence')
    const back = await stage.scene.restart()
    await page.getByText('The connection to the desk is lost').waitFor()
    await back()
    await stage.scene.desk.post(`/api/v1/tickets/${id}/notes`, { text: 'Written while nobody listened' })
    await page.locator('.said .text', { hasText: 'Written while nobody listened' }).waitFor()
    await page.getByText('The connection to the desk is lost').waitFor({ state: 'detached' })
    expect(await page.getByRole('textbox', { name: 'Reply' }).inputValue()).toBe('Half a sentence')
  }, 90_000)
})
