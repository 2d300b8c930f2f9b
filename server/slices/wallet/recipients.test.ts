import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestApp, type Person, type TestApp } from '../../../test/factories/app.ts'
import { createRecipients, kindOf, type Recipients } from './recipients.ts'

describe('what the text means', () => {
  test.each([
    ['alice@example.com', 'email', 'alice@example.com'],
    ['  Alice@Example.COM ', 'email', 'Alice@Example.COM'],
    ['ａlice＠example．com', 'email', 'alice@example.com'],
    ['张三@例子.中国', 'email', '张三@例子.中国'],
    ['+86 138 0000 1234', 'phone', '+8613800001234'],
    ['＋８６１３８００００１２３４', 'phone', '+8613800001234'],
    ['0086 138-0000-1234', 'phone', '+8613800001234'],
    ['13800001234', 'phone', '+8613800001234'],
    ['138 0000 1234', 'phone', '+8613800001234'],
    ['+1 (415) 555-2671', 'phone', '+14155552671'],
    ['+44\u00a07700\u00a0900123', 'phone', '+447700900123'],
    ['812345678901', 'account_number', '812345678901'],
    [' 8123 4567 8901', 'account_number', '812345678901'],
    ['8123-4567-8901', 'account_number', '812345678901'],
    ['８１２３\u3000４５６７\u3000８９０１', 'account_number', '812345678901'],
  ])('%j is %s %s', (text, kind, key) => {
    expect(kindOf(text)).toEqual({ kind, key })
  })

  test.each([
    ['nobody at all'],
    ['@'],
    ['a@b'],
    ['a@@example.com'],
    ['a b@example.com'],
    ['123456'],
    ['12800001234'],
    ['812345678900'],
    ['8123 4567 8900'],
    ['+'],
    ['+1234567890123456'],
    ['00'],
    ['٠١٣٨٠٠٠٠١٢٣٤'],
    ['1380000123\u200b4'],
    ['\u{1f600}\u{1f600}\u{1f600}'],
  ])('%j is nothing we know', text => {
    expect(kindOf(text)).toBeUndefined()
  })
})

describe('who is found', () => {
  let world: TestApp
  let recipients: Recipients
  let payer: Person
  beforeAll(async () => {
    world = await startTestApp()
    recipients = createRecipients(world.app.db, { rateLimitScale: 1 })
    payer = await world.person({}, { name: '王小明' })
  })
  afterAll(() => recipients.close())

  const refusal = (code: string) => ({ refusal: { code } })

  test('each by every way there is, masked for each other’s eyes', async () => {
    const payee = await world.person({}, { name: 'Alice Baker' })
    const masked = {
      customerId: payee.id,
      maskedName: 'A*** B***',
      maskedAccountNumber: `•••• •••• ${payee.accountNumber.slice(-4)}`,
    }
    const found = await Promise.all(
      [payee.email, payee.phone, payee.accountNumber].map(text => recipients.find(text, payer.id)),
    )
    expect(found).toEqual(['email', 'phone', 'account_number'].map(matchedBy => ({ ...masked, matchedBy })))
  })

  test('an address by any spelling that is one identity, and by no other', async () => {
    const payee = await world.person({}, { email: 'Straße.Ω@Example.com' })
    const recipient = await recipients.find('STRASSE.ω@EXAMPLE.COM', payer.id)
    expect(recipient.customerId).toBe(payee.id)
    await expect(recipients.find('strase.ω@example.com', payer.id)).rejects.toMatchObject(
      refusal('recipient_not_found'),
    )
  })

  test('many at once, each their own', async () => {
    const people = await Promise.all(Array.from({ length: 10 }, () => world.person()))
    const texts = people.flatMap(({ email, phone, accountNumber }) => [email, phone, accountNumber])
    const found = await Promise.all(texts.map(text => recipients.find(text, payer.id)))
    expect(found.map(({ customerId }) => customerId)).toEqual(people.flatMap(({ id }) => [id, id, id]))
  })

  test('not oneself, by whatever way', async () => {
    for (const text of [payer.email, payer.phone, payer.accountNumber])
      await expect(recipients.find(text, payer.id)).rejects.toMatchObject({
        refusal: { code: 'recipient_invalid', details: { self: true } },
      })
  })

  test('who names thirty people nobody knows is told nothing more for the rest of the hour; others are', async () => {
    const [prober, neighbour, payee] = [await world.person(), await world.person(), await world.person()]
    const fresh = createRecipients(world.app.db, { rateLimitScale: 1 })
    await expect(fresh.find(payee.email, prober.id)).resolves.toBeDefined()
    for (let index = 0; index < 30; index++)
      await expect(fresh.find(`nobody.${index}@example.com`, prober.id)).rejects.toMatchObject(
        refusal('recipient_not_found'),
      )
    const [known, unknown] = await Promise.allSettled(
      [payee.email, 'nobody@example.com'].map(text => fresh.find(text, prober.id)),
    )
    expect(known).toMatchObject({ reason: { refusal: { code: 'rate_limited' } } })
    expect(unknown).toEqual(known)
    const { refusal: told } = (known?.status === 'rejected' && known.reason) || {}
    expect(told.retryAfterSeconds).toBeGreaterThan(3_500)
    expect(told.retryAfterSeconds).toBeLessThanOrEqual(3_600)
    await expect(fresh.find(payee.email, neighbour.id)).resolves.toBeDefined()
    await fresh.close()
  })

  test('what cannot be anybody is not counted: it tells nothing', async () => {
    const [prober, payee] = [await world.person(), await world.person()]
    for (let index = 0; index < 40; index++)
      await expect(recipients.find('what is this', prober.id)).rejects.toMatchObject(
        refusal('recipient_invalid'),
      )
    await expect(recipients.find(payee.email, prober.id)).resolves.toBeDefined()
  })
})
