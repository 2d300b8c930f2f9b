import { describe, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { startTestApp, type Person } from '../../../../test/factories/app.ts'
import { makeSession } from '../../../../test/factories/customers.ts'

/** What a recovery, a name and a closing do across slices: the whole program with its worker. */
const { app, call, person } = await startTestApp()
app.startWork()

const mails = z.object({ data: z.array(z.object({ text: z.string(), subject: z.string() })) })

async function mailedCode(email: string): Promise<string> {
  return await vi.waitFor(
    async () => {
      const { body } = await call('GET', `/v1/test_helpers/mails?to=${encodeURIComponent(email)}`)
      const texts = mails.parse(body).data.map(mail => mail.text)
      const code = texts.map(text => /^ {4}(\d{3}) (\d{3})$/m.exec(text)).find(match => match !== null)
      if (!code) throw new Error(`no code was mailed to ${email}`)
      return `${code[1]}${code[2]}`
    },
    { timeout: 20_000, interval: 100 },
  )
}

async function recover({ email }: Person): Promise<void> {
  const started = await call('POST', '/v1/recoveries', { body: { contact: email }, key: null })
  const path = `/v1/recoveries/${started.body.id}`
  const proved = await call('POST', `${path}/prove`, { body: { code: await mailedCode(email) }, key: null })
  const body = { token: proved.body.token, password: 'granite willow harbor 38' }
  const done = await call('POST', `${path}/complete`, { body, key: null })
  if (done.status !== 200) throw new Error(JSON.stringify(done.body))
}

const send = (token: string, to: Person) =>
  call('POST', '/v1/transfers', {
    token,
    body: {
      recipient: to.accountNumber,
      amount: { value: '1.00', currency: 'EUR' },
    },
  })

describe('an account with money', () => {
  test('is not closed, and the list names each balance', async () => {
    const rich = await person({ EUR: 1_050n, JPY: 500n })
    const refused = await call('POST', '/v1/account_closings', { token: rich.token, key: null })
    expect(refused).toMatchObject({
      status: 409,
      body: {
        code: 'account_not_empty',
        details: {
          open_items: [
            { kind: 'balance', amount: { value: '10.50', currency: 'EUR' } },
            { kind: 'balance', amount: { value: '500', currency: 'JPY' } },
          ],
        },
      },
    })
  })
})

describe('after a recovery', () => {
  test('no money leaves for 24 hours, the refusal says why and until when, and then it ends by itself', async () => {
    const payer = await person({ EUR: 10_000n })
    const payee = await person()
    await recover(payer)
    const world = { db: app.db, clock: { now: () => new Date() }, identity: app.slices.identity }
    const { token } = await makeSession(world, payer)
    const refused = await send(token, payee)
    expect(refused).toMatchObject({
      status: 403,
      body: {
        code: 'account_restricted',
        details: { reason: 'recovery_hold', scope: 'debit', way_out: 'wait' },
      },
    })
    const heldForMs = Date.parse(refused.body.details.until) - Date.now()
    expect(heldForMs).toBeGreaterThan(23 * 60 * 60_000)
    expect(heldForMs).toBeLessThanOrEqual(24 * 60 * 60_000)

    const hours = 24 * 60 * 60
    await call('POST', '/v1/test_helpers/clock', { body: { advance_seconds: hours }, key: null })
    const later = { ...world, clock: { now: () => new Date(Date.now() + hours * 1_000) } }
    const next = await makeSession(later, payer)
    const sent = await send(next.token, payee)
    expect(sent.body).toMatchObject({ status: 'completed' })
  })
})
