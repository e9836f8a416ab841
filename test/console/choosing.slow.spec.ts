import { expect, it } from '@jest/globals'
import type { Ticket } from '../support/api-types.js'
import { eventually } from '../support/eventually.js'
import { goTo, inBrowser, violations } from './browser.js'
import { setStage } from './stage.js'

inBrowser('What settings and forms name', () => {
  const stage = setStage()

  it('is chosen by its name, in conditions and in what a rule does, and says who refers to it', async () => {
    const { desk } = stage.scene
    await desk.put('/api/v1/ticket-fields/plan', {
      name: 'Plan',
      type: 'select',
      options: [{ id: 'gold', label: { en: 'Gold plan' } }]
    })
    const page = await stage.signedIn()
    await goTo(page, 'settings/queues/shipping')
    await page.getByText('No other setting does.').waitFor()
    await goTo(page, 'settings/rules/urgent')
    const conditions = page.locator('.condition')
    // What can be chosen is read: until it is there it would be typed.
    const value = () => conditions.last().locator('select[aria-label=Value]')
    await page.getByRole('button', { name: 'Add All' }).click()
    await conditions.last().getByLabel('Field').selectOption({ label: 'Queue id' })
    await conditions.last().getByLabel('Op', { exact: true }).selectOption('in')
    await value().selectOption({ label: 'Shipping' })
    await page.getByRole('button', { name: 'Add All' }).click()
    await conditions.last().getByLabel('Field').selectOption({ label: 'Field: Plan' })
    await conditions.last().getByLabel('Op', { exact: true }).selectOption('is')
    await value().selectOption({ label: 'Gold plan' })
    await page.getByRole('button', { name: 'Add All' }).click()
    await conditions.last().getByLabel('Field').selectOption({ label: 'Tags' })
    await conditions.last().getByLabel('Op', { exact: true }).selectOption('has_any')
    await value().selectOption('vip')
    await conditions.last().getByLabel('Value, another').fill('never seen')
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Add Then' }).click()
    await page.getByLabel('What', { exact: true }).last().selectOption({ label: 'Assign team' })
    await page.locator('select[id$=assign_team]').selectOption({ label: 'Second level' })
    expect(await violations(page)).toEqual([])
    await page.getByRole('button', { name: 'Publish' }).click()
    await page.getByText('Published as version 1').waitFor()
    expect(await desk.ok('/api/v1/rules/urgent')).toMatchObject({
      if: {
        all: [
          { field: 'text' },
          { field: 'queue_id', op: 'in', value: ['shipping'] },
          { field: 'field.plan', op: 'is', value: 'gold' },
          { field: 'tags', op: 'has_any', value: ['vip', 'never seen'] }
        ]
      },
      then: [{ set_priority: 'urgent' }, { assign_team: 'second' }]
    })
    await goTo(page, 'settings/queues/shipping')
    await page.getByRole('link', { name: 'Rules: urgent' }).click()
    await page.getByRole('heading', { level: 1, name: 'urgent' }).waitFor()
    expect(stage.browser.complaints.splice(0)).toEqual([])
  }, 60_000)

  it('is asked of the customer, whose answers stand on the ticket as they come', async () => {
    const { desk, control } = stage.scene
    await desk.put('/api/v1/forms/request', {
      name: 'New request',
      fields: [
        { field: 'order', label: { en: 'Which order?' } },
        { field: 'plan', label: { en: 'Which plan?' } }
      ]
    })
    await desk.put('/api/v1/rules/ask', {
      name: 'Ask',
      on: ['priority_changed'],
      then: [{ start_form: 'request' }]
    })
    const { id: user } = (await control('createCustomer', { first_name: 'Fiona', language_code: 'en' })) as {
      id: number
    }
    await control('customerSays', { user_id: user, text: 'Something is wrong' })
    const ticket = await eventually('her ticket', async () =>
      (await desk.tickets()).find(({ customer }) => customer.display_name === 'Fiona')
    )
    await desk.post(`/api/v1/tickets/${ticket.id}/priority-changes`, { priority: 'high' })
    const asked = `/api/v1/tickets/${ticket.id}/form`
    const question = async () => (await desk.get<{ question: string | null }>(asked)).body.question
    await eventually('the first question', async () => (await question()) === 'order')
    const page = await stage.signedIn()
    await goTo(page, `tickets/${ticket.id}`)
    const form = page.locator('section', { has: page.locator('h2#form-run') })
    await form.getByText('Asked now: order').waitFor()
    await control('customerSays', { user_id: user, text: 'A-10117' })
    await form.getByText('Asked now: plan').waitFor()
    expect(await form.locator('dl').textContent()).toBe('Which order?A-10117')
    expect(await violations(page)).toEqual([])
    const now = await desk.ok<Ticket>(`/api/v1/tickets/${ticket.id}`)
    expect(now.priority).toBe('high')
    expect(stage.browser.complaints.splice(0)).toEqual([])
  }, 60_000)
})
