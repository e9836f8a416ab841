import { existsSync } from 'node:fs'
import type { ForumTopic, Update } from '@grammyjs/types'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { type Browser, chromium, type Page } from 'playwright-core'
import { eventually } from '../../../test/support/eventually.js'
import { type Sandbox, startSandbox } from './sandbox.js'
import { type Bot, botOf } from './testing.js'

const executablePath = ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find(path => existsSync(path))
const mustRun = process.env['CI'] === 'true'
if (!executablePath && !mustRun) {
  process.stdout.write('The page was not tried in a browser: there is no chromium here.\n')
}

/** A bot in a few lines: answers customers with their own words and shows them in a topic with a button. */
async function echo(bot: Bot, staffGroupId: number, until: AbortSignal): Promise<void> {
  let offset = 0
  let thread: number | undefined
  while (!until.aborted) {
    const updates = await bot.get<Update[]>('getUpdates', { offset, timeout: 1 }).catch(() => [])
    for (const { update_id, message, callback_query } of updates) {
      offset = update_id + 1
      if (callback_query) {
        const { id, from } = callback_query
        await bot.get('answerCallbackQuery', { callback_query_id: id, text: `Yours, ${from.first_name}` })
      }
      if (message?.chat.type !== 'private' || message.text === undefined) continue
      await bot.get('sendMessage', { chat_id: message.chat.id, text: `You said: ${message.text}` })
      thread ??= (
        await bot.get<ForumTopic>('createForumTopic', { chat_id: staffGroupId, name: 'Carol · 7K3Q-X9M2' })
      ).message_thread_id
      await bot.get('sendMessage', {
        chat_id: staffGroupId,
        message_thread_id: thread,
        text: message.text,
        reply_markup: { inline_keyboard: [[{ text: 'Claim', callback_data: 'claim' }]] }
      })
    }
  }
}

const inBrowser = executablePath || mustRun ? describe : describe.skip

inBrowser('the page', () => {
  const over = new AbortController()
  let sandbox: Sandbox
  let browser: Browser
  let page: Page
  let running: Promise<void>
  const complaints: string[] = []
  let stories = 0

  beforeAll(async () => {
    sandbox = await startSandbox({ port: 0, limits: false })
    running = echo(botOf(sandbox), sandbox.staffGroupId, over.signal)
    browser = await chromium.launch({
      ...(executablePath && { executablePath }),
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync'
      ]
    })
    page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
    page.on('pageerror', error => complaints.push(error.message))
    page.on('console', message => message.type() === 'error' && complaints.push(message.text()))
    await page.goto(sandbox.url)
  })

  afterAll(async () => {
    over.abort()
    await browser?.close()
    await sandbox?.stop()
    await running
  })

  it('plays two customers and an agent, fits a phone, and never complains', async () => {
    await customerWrites()
    await agentAnswers()
    await anotherCustomerWrites()
    await showsWhatIsNew()
    await fitsAPhone()
    await showsTexts()
    expect(complaints).toEqual([])
  }, 90_000)

  it.each([
    ['light', 1280],
    ['dark', 1280],
    ['light', 390],
    ['dark', 390]
  ] as const)(
    'shows a story of three customers and two agents: %s, %i pixels wide',
    async (colorScheme, width) => {
      const { topic, names } = story()
      const context = await browser.newContext({ colorScheme, viewport: { width, height: 800 } })
      try {
        const seen = await context.newPage()
        seen.on('pageerror', error => complaints.push(error.message))
        await seen.goto(sandbox.url)
        await seen.locator('body[data-ready]').waitFor()
        const chips = seen.getByRole('listbox', { name: 'Whose phone' })
        for (const name of names) await chips.getByRole('option', { name }).last().click()
        await seen.locator('#customers .messages').getByText('You said: No break in here').waitFor()
        await looksWell(seen, '#customers')
        if (width < 900) await seen.getByRole('tab', { name: 'Team' }).click()
        await seen.getByRole('option', { name: topic }).click()
        for (const said of ['I take it', 'Then I take the other'])
          await seen.locator('#team .message').getByText(said).waitFor()
        await looksWell(seen, '#team')
        const tops: number[] = []
        for (const tool of await seen.locator('.tools > *').all())
          tops.push((await tool.boundingBox())?.y ?? -1)
        expect(Math.max(...tops) - Math.min(...tops)).toBeLessThan(10)
        expect(complaints).toEqual([])
      } finally {
        await context.close()
      }
    },
    60_000
  )

  /** Three write, one without a space; two answer in a topic, one of them with what is marked up. */
  function story() {
    const { control, staffGroupId: chat_id } = sandbox
    const names = ['Dora Vermeulen-van den Heuvel', 'محمد', 'Fritz']
    const said = ['Where is it?', 'أين أنتم؟', `No break in here: https://example.org/${'a'.repeat(200)}`]
    names.forEach((first_name, n) => {
      const { id: user_id } = control.createCustomer({ first_name })
      control.customerSays({ user_id, text: said[n] })
      control.customerSays({ user_id, media: { kind: 'photo' }, text: 'See here' })
    })
    const [anna, ben] = ['Anna', 'Ben'].map(
      name => control.people().find(({ first_name }) => first_name === name)?.id ?? 0
    )
    const topic = `Story ${++stories}`
    const { thread_id } = control.createTopic({ user_id: anna ?? 0, chat_id, name: topic })
    const entities = [{ type: 'bold' as const, offset: 0, length: 1 }]
    control.agentSays({ user_id: anna ?? 0, chat_id, thread_id, text: 'I take it', entities })
    control.agentSays({ user_id: ben ?? 0, chat_id, thread_id, text: 'Then I take the other' })
    return { topic, names }
  }

  /** Nothing scrolls aside, a bubble is one box, and its words can be told from it (WCAG AA). */
  async function looksWell(seen: Page, side: string): Promise<void> {
    const found = await seen.evaluate<{ wide: number; boxes: string[]; contrast: number }>(`(() => {
      const light = color => {
        const [r, g, b] = color.match(/[\\d.]+/g).map(each => {
          const part = Number(each) / 255
          return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
        })
        return 0.2126 * r + 0.7152 * g + 0.0722 * b
      }
      const behind = element => {
        for (let at = element; at; at = at.parentElement) {
          const color = getComputedStyle(at).backgroundColor
          if (!/, 0\\)$|transparent/.test(color)) return color
        }
        return 'rgb(255, 255, 255)'
      }
      const texts = [...document.querySelectorAll('${side} .message .text')]
      const contrasts = texts.map(element => {
        const [a, b] = [light(getComputedStyle(element).color), light(behind(element))].sort((x, y) => y - x)
        return (a + 0.05) / (b + 0.05)
      })
      return {
        wide: document.documentElement.scrollWidth - window.innerWidth,
        boxes: [...new Set(texts.map(element => getComputedStyle(element).borderTopWidth + ' ' + getComputedStyle(element).paddingTop))],
        contrast: Math.min(...contrasts)
      }
    })()`)
    expect(found).toEqual({ wide: 0, boxes: ['0px 0px'], contrast: expect.any(Number) })
    expect(found.contrast).toBeGreaterThan(4.5)
  }

  async function customerWrites(): Promise<void> {
    const phone = page.locator('#customers')
    await page.locator('body[data-ready]').waitFor()
    expect(await page.locator('body').textContent()).not.toMatch(/undefined|null|NaN|\[object/)
    await phone.getByRole('button', { name: 'Start', exact: true }).click()
    await phone.getByText('You said: /start').waitFor()
    const field = phone.getByRole('textbox', { name: 'Message as the customer' })
    await field.fill('<b>My printer</b> is on fire')
    await field.press('Enter')
    await phone.getByText('You said: <b>My printer</b> is on fire').waitFor()
    expect(await phone.locator('.message b').filter({ hasText: 'My printer' }).count()).toBe(0)
  }

  async function agentAnswers(): Promise<void> {
    const team = page.locator('#team')
    await team.getByRole('option', { name: /7K3Q-X9M2/ }).click()
    await team.getByRole('button', { name: 'Claim' }).last().click()
    await page.getByText('Yours, Anna').waitFor()
    const field = team.getByRole('textbox', { name: 'Message as an agent' })
    await field.fill('Water is on its way')
    await field.press('Enter')
    await team.getByText('Water is on its way').first().waitFor()
    await team.getByRole('button', { name: 'Close', exact: true }).click()
    await team.getByText('closed the topic').waitFor()
    expect(sandbox.control.topics()).toMatchObject([{ closed: true }])
  }

  async function anotherCustomerWrites(): Promise<void> {
    const phone = page.locator('#customers')
    const said = phone.getByRole('list', { name: 'Chat with the bot' })
    await phone.getByRole('button', { name: '+ Customer' }).click()
    await page.getByRole('dialog').getByRole('textbox', { name: 'Name', exact: true }).fill('Emil Novak')
    await page.getByRole('dialog').getByRole('button', { name: 'Add' }).click()
    await phone.getByRole('option', { name: 'Emil Novak', selected: true }).waitFor()
    await phone.getByRole('button', { name: 'Start', exact: true }).click()
    await said.getByText('You said: /start').waitFor()
    expect(await said.textContent()).not.toContain('My printer')

    const idOf = (name: string) =>
      sandbox.control.people().find(person => person.first_name === name)?.id ?? 0
    sandbox.control.customerSays({ user_id: idOf('Carol'), text: 'Still burning' })
    const chip = phone.getByRole('option', { name: /^Carol Young/ })
    await chip.locator('.badge').getByText('2', { exact: true }).waitFor()
    expect(await said.textContent()).not.toContain('Still burning')
    await chip.click()
    await said.getByText('You said: Still burning').waitFor()
    await said.getByText('You said: <b>My printer</b> is on fire').waitFor()
    expect(await chip.locator('.badge').count()).toBe(0)
    const texts = sandbox.control.messages({ chat_id: idOf('Emil') }).map(message => message.text)
    expect(texts).toEqual(['/start', 'You said: /start'])
  }

  /** Waits until all of an element is seen in the one that scrolls it. */
  const inSight = (inner: string, outer: string) =>
    // Not by waitForFunction: what it asks again is evaluated in the page, which its policy forbids.
    eventually(`${inner} in sight`, () =>
      page.evaluate<boolean>(`(() => {
        const [a, b] = ${JSON.stringify([inner, outer])}.map(each => document.querySelector(each)?.getBoundingClientRect())
        return !!a && !!b && a.left >= b.left - 1 && a.right <= b.right + 1 && a.top >= b.top - 1 && a.bottom <= b.bottom + 1
      })()`)
    )

  async function showsWhatIsNew(): Promise<void> {
    const phone = page.locator('#customers')
    const said = phone.getByRole('list', { name: 'Chat with the bot' })
    const carol = sandbox.control.people().find(person => person.first_name === 'Carol')
    for (let n = 0; n < 30; n += 1)
      sandbox.control.customerSays({ user_id: carol?.id ?? 0, text: `line ${n}` })
    await said.getByText('line 29', { exact: true }).waitFor()
    await page.evaluate("document.querySelector('#customers .messages').scrollTop = 0")
    const field = phone.getByRole('textbox', { name: 'Message as the customer' })
    await field.fill('one\ntwo\nthree\nfrom far above')
    const ofField = (sum: string) =>
      page.evaluate(`(field => ${sum})(document.querySelector('#customers textarea'))`)
    expect(await ofField('field.scrollHeight - field.clientHeight')).toBe(0)
    expect(await ofField('field.offsetWidth - field.clientWidth')).toBe(2)
    await field.press('Enter')
    const sent = said.locator('.message.own').filter({ hasText: /^one\s+two\s+three\s+from far above/ })
    await sent.waitFor()
    const { message_id } =
      sandbox.control
        .messages({ chat_id: carol?.id ?? 0 })
        .findLast(each => each.text?.endsWith('above') && !each.from?.is_bot) ?? {}
    await inSight(`#customers .message[data-id="${message_id}"]`, '#customers .messages')

    const chips = phone.getByRole('listbox', { name: 'Whose phone' })
    for (const name of ['Ulla', 'Viktor', 'Wanda', 'Xaver'])
      sandbox.control.createCustomer({ first_name: name })
    await chips.getByRole('option', { name: 'Xaver' }).waitFor()
    await phone.getByRole('button', { name: '+ Customer' }).click()
    await page.getByRole('dialog').getByRole('textbox', { name: 'Name', exact: true }).fill('Yara Zimmer')
    await page.getByRole('dialog').getByRole('button', { name: 'Add' }).click()
    const chip = chips.getByRole('option', { name: 'Yara Zimmer', selected: true })
    await chip.waitFor()
    await inSight('#customers .chip[aria-selected="true"]', '#customers .chips')
  }

  async function showsTexts(): Promise<void> {
    const bold = [{ type: 'bold', offset: 0, length: 4 }]
    sandbox.showTexts(async () => [
      {
        name: 'resolved',
        place: 'message',
        texts: [
          { language: 'en', text: 'Done <i>', entities: bold, own: true, unsaid: null },
          { language: 'ru', text: 'Готово', entities: [], own: false, unsaid: null },
          { language: 'de', text: 'Done', entities: [], own: false, unsaid: ['agent.name'] }
        ]
      }
    ])
    await page.getByRole('link', { name: 'Texts' }).click()
    await page.locator('body[data-ready]').waitFor()
    const section = page.getByRole('region', { name: /^resolved/ })
    expect(await section.getByRole('listitem').allTextContents()).toEqual([
      'enown wordingDone <i>',
      'ruГотово',
      'deown wording is not said: nothing is known here for agent.nameDone'
    ])
    expect(await section.locator('b').filter({ hasText: 'Done' }).count()).toBe(1)
    await page.getByRole('link', { name: 'Back to the chats' }).click()
    await page.locator('#customers').waitFor()
  }

  async function fitsAPhone(): Promise<void> {
    await page.setViewportSize({ width: 390, height: 800 })
    const wide = () => page.evaluate('document.documentElement.scrollWidth')
    expect(await wide()).toBeLessThanOrEqual(390)
    await page.getByRole('tab', { name: 'Team' }).click()
    expect(await wide()).toBeLessThanOrEqual(390)
    const send = await page.locator('#team').getByRole('button', { name: 'Send' }).boundingBox()
    expect((send?.x ?? 400) + (send?.width ?? 0)).toBeLessThanOrEqual(390)
  }
})
