import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, it } from '@jest/globals'
import type { Page } from 'playwright-core'
import { eventually } from '../support/eventually.js'
import { goTo, inBrowser, violations } from './browser.js'
import { setStage } from './stage.js'

/** A program that is told what happens: verifies itself, keeps what came, and answers what it is set to. */
class Receiver {
  readonly came: string[] = []
  answers = 200
  readonly #server: Server = createServer((request, response) => {
    let text = ''
    request.on('data', chunk => {
      text += chunk
    })
    request.on('end', () => {
      const { type, data } = JSON.parse(text) as { type: string; data: { challenge?: string } }
      if (type === 'webhook.verification') return response.end(JSON.stringify({ challenge: data.challenge }))
      this.came.push(`${type} ${request.headers['webhook-id']}`)
      return response.writeHead(this.answers).end('thank you')
    })
  })

  listen = () =>
    new Promise<string>(resolve =>
      this.#server.listen(0, '127.0.0.1', () =>
        resolve(`http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/hook`)
      )
    )
  stop = () => {
    this.#server.closeAllConnections()
    this.#server.close()
  }
}

inBrowser('In operations', () => {
  const receiver = new Receiver()
  let address = ''
  beforeAll(async () => {
    address = await receiver.listen()
  })
  afterAll(receiver.stop)
  const stage = setStage({ env: { DESK_PRIVATE_WEBHOOKS: '127.0.0.0/8' } })
  async function signedIn(name?: string): Promise<Page> {
    const page = await stage.signedIn({}, name)
    page.on('dialog', dialog => void dialog.accept())
    return page
  }
  const statusWith = async (key: string) =>
    (await fetch(`${stage.scene.url}/api/v1/tickets`, { headers: { Authorization: `Bearer ${key}` } })).status
  const press = (page: Page, name: string | RegExp) => page.getByRole('button', { name }).click()

  it('a key is made by a form, shown once, changed for another, and revoked', async () => {
    const page = await signedIn()
    await goTo(page, 'operations?part=keys')
    await page.getByText('New key').click()
    await press(page, 'Make the key')
    await page.locator('.field .error').first().waitFor()
    await page.getByLabel('Name', { exact: true }).fill('Warehouse')
    await page.getByLabel('tickets:read').check()
    await press(page, 'Make the key')
    const secret = page.locator('.copied code')
    await secret.waitFor()
    const first = (await secret.textContent()) ?? ''
    expect(await statusWith(first)).toBe(200)
    const row = page.getByRole('row', { name: /Warehouse/ })
    expect(await row.textContent()).toContain('tickets:read')

    await row.getByRole('button', { name: 'Rotate' }).click()
    await eventually('another key is shown', async () => (await secret.textContent()) !== first)
    const second = (await secret.textContent()) ?? ''
    expect([await statusWith(first), await statusWith(second)]).toEqual([200, 200])
    await page.reload()
    await row.waitFor()
    expect(await secret.count()).toBe(0)

    await row.getByRole('button', { name: 'Revoke' }).click()
    await eventually('the key is known no more', async () => (await statusWith(second)) === 401)
    await page.getByRole('row', { name: /Warehouse revoked/ }).waitFor()
    expect(stage.browser.complaints.filter(text => !text.includes('422'))).toEqual([])
  }, 60_000)

  it('a list follows what others do, and moves nothing under the cursor', async () => {
    const make = (name: string) =>
      stage.scene.desk.post('/api/v1/api-keys', { name, scopes: ['tickets:read'] })
    await make('Before')
    const page = await signedIn()
    await goTo(page, 'operations?part=keys')
    const row = (name: string) => page.getByRole('row', { name: new RegExp(name) })
    await row('Before').waitFor()
    await make('Meanwhile')
    await row('Meanwhile').waitFor()
    await row('Before').hover()
    await make('Under the cursor')
    const show = page.getByRole('button', { name: 'Show what has changed' })
    await show.waitFor()
    expect(await row('Under the cursor').count()).toBe(0)
    await show.click()
    await row('Under the cursor').waitFor()
    expect(stage.browser.complaints.splice(0)).toEqual([])
  }, 60_000)

  it('a webhook is made, shows each attempt, is resumed after it was paused, and is sent everything again', async () => {
    const page = await signedIn()
    await goTo(page, 'operations?part=webhooks')
    await page.getByText('New webhook').click()
    await page.getByLabel('Name', { exact: true }).fill('Parcels')
    await page.getByLabel('Url').fill('ftp://example.com')
    await page.getByLabel('ticket.tags_changed').check()
    await press(page, 'Save')
    await page
      .locator('.field', { has: page.getByLabel('Url') })
      .locator('.error')
      .waitFor()
    await page.getByLabel('Url').fill(address)
    await press(page, 'Save')
    await page.locator('.copied code', { hasText: 'whsec_' }).waitFor()
    const [hook] = await stage.scene.desk.all<{ id: string; state: string }>('/api/v1/webhooks')
    const stateOf = async () =>
      (await stage.scene.desk.ok<{ state: string }>(`/api/v1/webhooks/${hook?.id}`)).state
    await eventually('it is verified', async () => (await stateOf()) === 'active')

    receiver.answers = 410
    const [ticket] = await stage.scene.desk.tickets()
    await stage.scene.desk.post(`/api/v1/tickets/${ticket?.id}/tag-changes`, { add: ['parcel'] })
    await eventually('it is paused', async () => (await stateOf()) === 'paused')
    await page.getByRole('link', { name: 'Parcels' }).click()
    await page.getByText('It answered that it is gone (410).').waitFor()
    const told = page.getByRole('row', { name: /ticket\.tags_changed/ })
    await told.locator('summary').click()
    expect(await told.textContent()).toMatch(/410.* ms.*thank you.*"parcel"/)

    receiver.answers = 200
    await press(page, 'Resume')
    await page.locator('.badge', { hasText: 'Active' }).waitFor()
    await eventually('nothing waits', async () => {
      const waiting = await stage.scene.desk.all(`/api/v1/webhooks/${hook?.id}/deliveries?state=pending`)
      return waiting.length === 0
    })
    expect(await violations(page)).toEqual([])
    const before = receiver.came.length
    const anHourAgo = await page.evaluate(
      'new Date(Date.now() - 3_600_000 - new Date().getTimezoneOffset() * 60_000).toISOString().slice(0, 16)'
    )
    await page.getByLabel('All since').fill(String(anHourAgo))
    await page.locator('main form').getByRole('button', { name: 'Send all again' }).click()
    await eventually('it came again under the same id', () => {
      const ids = receiver.came.slice(before)
      return ids.some(id => receiver.came.slice(0, before).includes(id))
    })
    await press(page, 'Remove')
    await page.getByText('Nothing here yet.').waitFor()
  }, 90_000)

  it('a session is ended, and whoever had it is told to sign in', async () => {
    const theirs = await signedIn('Ben')
    const page = await signedIn()
    await goTo(page, 'operations?part=sessions')
    const row = page.getByRole('row', { name: /Ben/ })
    await row.getByRole('button', { name: /Sign out/ }).click()
    await row.waitFor({ state: 'detached' })
    await eventually('Ben can see nothing any more', async () => {
      await theirs.reload()
      return (await theirs.getByRole('button', { name: 'Sign in' }).count()) > 0
    })
  }, 60_000)

  it('an address of a part that is not offered is answered in words', async () => {
    const scopes = ['webhooks:manage']
    const { body } = await stage.scene.desk.post<{ key: string }>('/api/v1/api-keys', {
      name: 'Hooks',
      scopes
    })
    const page = await stage.someone()
    await page.goto(`${stage.scene.url}/console`)
    await page.getByLabel(/key/i).fill(body.key)
    await press(page, 'Sign in')
    await page.getByRole('heading', { level: 2, name: 'Webhooks' }).waitFor()
    expect(await page.locator('.tabs a').allTextContents()).toEqual(['Webhooks'])
    await goTo(page, 'operations?part=keys')
    await page.getByRole('heading', { name: 'There is no such page' }).waitFor()
    expect(stage.browser.complaints.splice(0)).toEqual([])
  }, 60_000)
})
