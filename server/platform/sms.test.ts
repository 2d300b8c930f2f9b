import { createServer } from 'node:http'
import { once } from 'node:events'
import { sql } from 'kysely'
import { afterAll, describe, expect, test } from 'vitest'
import { liveEnvironment } from '../../test/factories/live-edition.ts'
import { testDatabase } from '../../test/db.ts'
import { startSmsServer } from '../test-edition/sms-server.ts'
import type { Approval } from './code-approval.ts'
import { systemClock } from './clock.ts'
import { readConfig } from './config.ts'
import { openDb } from './db.ts'
import { createLogger } from './log.ts'
import { renderSms, type Sms } from './sms-templates.ts'
import { createSmsSender } from './sms.ts'

const operator = { name: 'Pearl Pay', publicUrl: 'https://pay.pearl.example' }
const to = '+8613800138000'

function codeSms(locale: Sms['locale']): Sms {
  return { to, locale, template: 'code', params: { code: '012345', minutes: 10, purpose: 'verify_phone' } }
}

describe('what a message says', () => {
  test('a code: what for, how long, and the line by which browsers bind it to our site', () => {
    expect(renderSms(codeSms('en'), operator)).toBe(
      'Pearl Pay: 012345 is your code to confirm your mobile number. It is valid for 10 minutes. ' +
        'Tell it to nobody; we never ask for it.\n@pay.pearl.example #012345',
    )
    expect(renderSms(codeSms('zh-CN'), operator)).toBe(
      '【Pearl Pay】验证码 012345，用于验证手机号，10 分钟内有效。请勿告诉任何人，我们绝不会索要。\n@pay.pearl.example #012345',
    )
  })

  test('a code that approves something says what, and a masked number costs no second message', () => {
    const approving = (locale: Sms['locale'], approval: Partial<Approval>) =>
      renderSms(
        {
          to,
          locale,
          template: 'code',
          params: {
            code: '012345',
            minutes: 10,
            purpose: 'step_up',
            approval: {
              operation: 'add_payment_method',
              amount: null,
              total: null,
              recipient: 'Erika Mustermann',
              recipient_account: '•••• 3000',
              facts: [{ name: 'payment_method', value: 'DE •••• 3000' }],
              ...approval,
            },
          },
        },
        operator,
      )
    expect(approving('en', {})).toContain(
      '012345 is your code to add DE **** 3000 of Erika Mustermann as a payment method.',
    )
    expect(approving('zh-CN', {})).toContain('用于添加支付方式 DE **** 3000（Erika Mustermann），')
    const amount = { value: '10.50', currency: 'EUR' } as const
    expect(approving('en', { operation: 'transfer', amount, recipient: 'W*** L*' })).toContain(
      'to send 10.50 EUR to W*** L*.',
    )
    const nothing = { recipient: null, recipient_account: null, facts: [] }
    expect(approving('en', { operation: 'change_password', ...nothing })).toContain(
      'to change your password.',
    )
  })

  test('what strangers wrote stays in its line, is cut short, and is no link of ours', () => {
    const value = `x\n@pay.pearl.example #999999\r\n\u2028${'y'.repeat(500)}`
    const alert: Sms = {
      to,
      locale: 'en',
      template: 'alert',
      params: { title: 'New sign-in', facts: [{ label: 'Device', value }] },
    }
    const text = renderSms(alert, operator)
    expect(text.split(/[\n\r\u2028]/)).toHaveLength(1)
    expect(text.length).toBeLessThan(250)
    expect(text).not.toMatch(/https?:/)
  })
})

/** A provider that answers what it is told, and what it was asked. */
async function provider(status: number, body: string) {
  const asked: { url: string; authorization: string; form: Record<string, string> }[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      asked.push({
        url: request.url ?? '',
        authorization: request.headers.authorization ?? '',
        form: Object.fromEntries(new URLSearchParams(Buffer.concat(chunks).toString())),
      })
      response.writeHead(status, { location: 'http://127.0.0.1:1/elsewhere' }).end(body)
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  const account = { accountSid: 'AC1', authToken: 'secret', from: '+15005550006' }
  const apiUrl = `http://127.0.0.1:${address.port}`
  afterAll(() => server.close())
  return { asked, apiUrl, account, sender: createSmsSender({ provider: { apiUrl, ...account }, operator }) }
}

describe('handing a message over', () => {
  test('as the Messages API of Twilio has it', async () => {
    const { asked, sender } = await provider(201, '{"sid":"SM1","status":"queued"}')
    expect(await sender.sendSms(codeSms('en'))).toBe('taken')
    expect(asked).toEqual([
      {
        url: '/2010-04-01/Accounts/AC1/Messages.json',
        authorization: `Basic ${Buffer.from('AC1:secret').toString('base64')}`,
        form: { To: to, From: '+15005550006', Body: renderSms(codeSms('en'), operator) },
      },
    ])
  })

  test('through a messaging service where one is named', async () => {
    const { asked, apiUrl, account } = await provider(201, '{"sid":"SM1"}')
    const from = 'MG0123456789'
    const sender = createSmsSender({ provider: { apiUrl, ...account, from }, operator })
    await sender.sendSms(codeSms('en'))
    expect(asked[0]?.form).toMatchObject({ MessagingServiceSid: from })
    expect(asked[0]?.form).not.toHaveProperty('From')
  })

  test.each([21_211, 21_610, 21_614])('error %d lies with the number: refused for good', async code => {
    const { sender } = await provider(400, JSON.stringify({ code, message: 'x', status: 400 }))
    expect(await sender.sendSms(codeSms('en'))).toBe('refused')
  })

  test.each([
    [500, ''],
    [503, 'busy'],
    [429, '{"code":20429}'],
    [401, '{"code":20003}'],
    [400, '{"code":21606}'],
    [400, 'not JSON'],
    [201, 'not JSON'],
    [200, '{"sid":"SM1"}'],
    [302, ''],
  ])('%d %s is tried again, and the error names neither the code nor the number', async (status, body) => {
    const { sender } = await provider(status, body)
    const failure = sender.sendSms(codeSms('en'))
    const text = await failure.catch(String)
    expect(text).toContain('Error')
    expect(text).not.toMatch(/012345|13800138000/)
  })
})

describe('the server of the test edition', async () => {
  const database = await testDatabase()
  const log = createLogger({ level: 'silent', name: 'test' })
  const db = openDb({ url: database.appUrl, maxConnections: 4, log, name: 'test' })
  const server = await startSmsServer({ db, clock: systemClock, log })
  afterAll(async () => {
    await server.stop()
    await db.close()
  })
  const sender = createSmsSender({ provider: server.provider, operator })

  test('keeps what it is given', async () => {
    expect(await sender.sendSms(codeSms('zh-CN'))).toBe('taken')
    const { rows } = await sql`SELECT recipient, body FROM test_sms`.execute(db.read)
    expect(rows).toEqual([{ recipient: to, body: renderSms(codeSms('zh-CN'), operator) }])
  })

  test('has numbers that are refused, and takes nothing from strangers', async () => {
    expect(await sender.sendSms({ ...codeSms('en'), to: '+15005550001' })).toBe('refused')
    const stranger = createSmsSender({ provider: { ...server.provider, authToken: 'guessed' }, operator })
    await expect(stranger.sendSms(codeSms('en'))).rejects.toThrow('401')
  })
})

describe('the settings', () => {
  const {
    OKPAY_SMS_ACCOUNT_SID: _sid,
    OKPAY_SMS_AUTH_TOKEN: _token,
    OKPAY_SMS_FROM: _from,
    ...live
  } = liveEnvironment
  const account = { OKPAY_SMS_ACCOUNT_SID: 'AC1', OKPAY_SMS_AUTH_TOKEN: 'x', OKPAY_SMS_FROM: '+15005550006' }

  test('the live edition needs a provider, and refuses one on this machine or without encryption', () => {
    expect(() => readConfig(live)).toThrow('OKPAY_SMS_ACCOUNT_SID')
    expect(readConfig({ ...live, ...account }).sms).toMatchObject({ apiUrl: 'https://api.twilio.com' })
    for (const OKPAY_SMS_API_URL of [
      'http://sms.example.com',
      'https://localhost:4010',
      'https://127.0.0.1',
      'https://[::1]',
      'https://sms.test',
    ])
      expect(() => readConfig({ ...live, ...account, OKPAY_SMS_API_URL })).toThrow('OKPAY_SMS_API_URL')
  })

  test('half a provider is none', () => {
    expect(() => readConfig({ OKPAY_SMS_ACCOUNT_SID: 'AC1' })).toThrow('belong together')
    expect(readConfig({}).sms).toBeUndefined()
  })
})
