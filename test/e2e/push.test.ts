import { createECDH, randomBytes, randomUUID } from 'node:crypto'
import { describe, expect } from 'vitest'
import { z } from 'zod'
import { testWithServiceWorker as test, type DeviceName, type Visitor } from './browser.ts'
import { becomeCustomer, patience } from './customers.ts'
import { press, signInAnew } from './steps.ts'
import { textsOf, type Language } from './texts.ts'

/**
 * Push messages in a browser that the server has forgotten, and in one that changed hands. The push service of the
 * browser's maker is far away, so the browser gets subscriptions of ours; everything else is real.
 */
const people: [DeviceName, Language][] = [
  ['phone', 'zh-CN'],
  ['desktop', 'en'],
]

const known = z.object({ data: z.array(z.object({ id: z.string(), endpoint: z.string() })) })

/** Stands for the push service: a subscription lasts from page to page until the browser ends it. */
function pushService({ endpoint, keys }: { endpoint: string; keys: { p256dh: string; auth: string } }) {
  return `
    const keptHere = 'test.push'
    const subscription = {
      endpoint: ${JSON.stringify(endpoint)},
      toJSON: () => (${JSON.stringify({ endpoint, keys })}),
      unsubscribe: async () => { localStorage.removeItem(keptHere); return true },
    }
    PushManager.prototype.subscribe = async () => { localStorage.setItem(keptHere, 'yes'); return subscription }
    PushManager.prototype.getSubscription = async () => localStorage.getItem(keptHere) ? subscription : null
    Notification.requestPermission = async () => 'granted'
    Object.defineProperty(Notification, 'permission', { get: () => 'granted' })`
}

async function withPush(me: Visitor): Promise<string> {
  const { context, page } = me
  const keys = createECDH('prime256v1')
  keys.generateKeys()
  const endpoint = `https://push.example.com/send/${randomUUID()}`
  await context.addInitScript(
    pushService({
      endpoint,
      keys: { p256dh: keys.getPublicKey('base64url'), auth: randomBytes(16).toString('base64url') },
    }),
  )
  await me.visit('/app')
  await page.evaluate('navigator.serviceWorker.ready.then(() => true)')
  return endpoint
}

describe.each(people)('on the %s in %s', (device, language) => {
  const texts = textsOf(language)
  const { t } = texts

  test('the page says when the server has ended them, and puts them on again', async ({ newVisitor }) => {
    const me = await newVisitor(device, { locale: language })
    const { page, context } = me
    await becomeCustomer(me, language)
    const endpoint = await withPush(me)
    const kept = async () =>
      known.parse(await (await context.request.get('/v1/push_subscriptions')).json()).data
    const turnOn = page.getByRole('button', { name: t('notifications.push.turnOn'), exact: true })
    await me.visit('/app/notifications/settings')
    await press(me, turnOn)
    await page.getByText(t('notifications.push.on')).waitFor()
    const [mine] = await kept()
    expect(mine?.endpoint).toBe(endpoint)

    await context.request.delete(`/v1/push_subscriptions/${mine?.id}`)
    await page.reload()
    await page.getByText(t('notifications.push.ended')).waitFor()
    await me.checkAccessibility()
    await me.screenshot('push-ended')
    await press(me, turnOn)
    await page.getByText(t('notifications.push.on')).waitFor()
    expect((await kept()).map(one => one.endpoint)).toEqual([endpoint])

    await press(me, page.getByRole('button', { name: t('notifications.push.turnOff'), exact: true }))
    await page.getByText(t('notifications.push.off')).waitFor()
    expect(await kept()).toEqual([])
  })

  test('a browser somebody else signs in with shows nothing more of the one before', async ({
    newVisitor,
  }) => {
    const me = await newVisitor(device, { locale: language })
    const { page, context } = me
    const other = await becomeCustomer(await newVisitor(device, { locale: language }), language)
    await becomeCustomer(me, language)
    await withPush(me)
    await me.visit('/app/notifications/settings')
    await press(me, page.getByRole('button', { name: t('notifications.push.turnOn'), exact: true }))
    await page.getByText(t('notifications.push.on')).waitFor()
    // The session runs out, and nobody signs out.
    me.allowConsoleError(/status of 401/)
    await context.clearCookies({ name: 'okpay_session' })
    await me.visit('/sign-in')
    await signInAnew(me, texts, other)
    await page.waitForURL(/\/app/)
    await expect.poll(() => page.evaluate(`localStorage.getItem('test.push')`), patience).toBe(null)
    await me.visit('/app/notifications/settings')
    await page.getByText(t('notifications.push.off')).waitFor()
  })
})
