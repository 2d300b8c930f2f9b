import { connect } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { sql } from 'kysely'
import { stepUpOperations } from '../../contract/api/challenges.ts'
import { testDatabase } from '../../test/db.ts'
import { startMailServer, type MailServer } from '../test-edition/mail-server.ts'
import { systemClock } from './clock.ts'
import { openDb } from './db.ts'
import { createLogger } from './log.ts'
import { createMailer, type Mailer } from './mail.ts'
import type { Approval } from './code-approval.ts'
import { renderMail } from './mail-render.ts'
import type { Mail } from './mail-templates.ts'

const operator = {
  name: 'Shell & Pearl <Pay>',
  supportEmail: 'help@pearl.example',
  publicUrl: 'https://pay.pearl.example',
  timeZone: 'Asia/Shanghai',
}
const money = { value: '1234.50', currency: 'EUR' } as const
const transaction = {
  number: '9123456789012345',
  time: '2026-03-01T16:30:00.000Z',
  link: 'https://pay.pearl.example/app/transactions/9123456789012345?a=1&b=2',
}
const evil = `<img src=x onerror="alert('1')">&amp;"`

/** One mail of every kind; `name` stands wherever a person's own words can get into a mail. */
function allMails(locale: Mail['locale'], name: string): Mail[] {
  const to = 'wang@example.com'
  return [
    {
      to,
      locale,
      template: 'confirm_email',
      params: {
        code: '012345',
        link: `https://pay.pearl.example/confirm-email#tok`,
        minutes: 30,
        phone_end: '42',
      },
    },
    {
      to,
      locale,
      template: 'already_registered',
      params: { sign_in_url: 'https://pay.pearl.example/sign-in' },
    },
    {
      to,
      locale,
      template: 'address_kept',
      params: { until: transaction.time, link: 'https://pay.pearl.example/revert-change#one.two' },
    },
    {
      to,
      locale,
      template: 'one_time_code',
      params: {
        code: '012345',
        minutes: 10,
        purpose: 'step_up',
        link: 'https://pay.pearl.example',
        approval: {
          operation: 'add_payment_method',
          amount: null,
          total: null,
          recipient: name,
          recipient_account: '•••• 3000',
          facts: [{ name: 'payment_method', value: 'DE •••• 3000' }],
        },
      },
    },
    { to, locale, template: 'welcome', params: { name, link: 'https://pay.pearl.example/app' } },
    { to, locale, template: 'deposit_succeeded', params: { ...transaction, amount: money, credit: money } },
    {
      to,
      locale,
      template: 'transfer_sent',
      params: {
        ...transaction,
        amount: money,
        total: { value: '1235.00', currency: 'EUR' },
        counterparty: name,
      },
    },
    {
      to,
      locale,
      template: 'notice',
      params: {
        title: locale === 'en' ? `A passkey was added` : '已添加通行密钥',
        text: name,
        facts: [{ label: 'Name', value: name }],
        time: transaction.time,
        link: 'https://pay.pearl.example/app/security',
      },
      phrase: name,
      alert: {
        notMe: 'https://pay.pearl.example/alert#one?a=1&b=2',
        freeze: 'https://pay.pearl.example/alert#two',
      },
    },
    {
      to,
      locale,
      template: 'transfer_received',
      params: { ...transaction, amount: money, counterparty: name },
    },
  ]
}

describe('rendering', () => {
  for (const locale of ['en', 'zh-CN'] as const) {
    test.each(allMails(locale, 'W*** L*'))(`$template in ${locale} says everything it should`, mail => {
      const { subject, text, html } = renderMail(mail, operator)
      for (const part of [subject, text, html]) {
        expect(part).not.toMatch(/\{\{|\}\}|undefined|\[object/)
        expect(part.trim()).not.toBe('')
      }
      expect(html).toContain(`<html lang="${locale}">`)
      expect(html).toContain('prefers-color-scheme: dark')
      expect(text).toContain('pay.pearl.example')
      expect(text).toContain('help@pearl.example')
      expect(text).toContain(locale === 'en' ? 'We never ask for your password or for a code' : '绝不会')
      expect(/\p{Script=Han}/u.test(subject)).toBe(locale === 'zh-CN')
    })
  }

  test('amounts, times and numbers are written as the reader knows them', () => {
    const [english, chinese] = [allMails('en', 'W*** L*'), allMails('zh-CN', '王*')].map(mails => {
      const sent = mails.find(mail => mail.template === 'transfer_sent')
      return sent ? renderMail(sent, operator) : undefined
    })
    expect(english?.subject).toBe('You sent 1,234.50\u00A0EUR to W*** L*')
    expect(english?.text).toContain('Left your wallet: 1,235.00\u00A0EUR')
    expect(english?.text).toContain('Transaction number: 9123 4567 8901 2345')
    expect(english?.text).toMatch(/Time: Mar 2, 2026, 12:30\sAM GMT\+8/)
    expect(chinese?.subject).toBe('您已向 王* 转账 1,234.50\u00A0EUR')
    expect(chinese?.text).toMatch(/时间: 2026年3月2日/)
  })

  test('the code is in groups, and the warning about a foreign number is there', () => {
    const [mail] = allMails('en', '')
    const { text, html } = mail ? renderMail(mail, operator) : { text: '', html: '' }
    for (const part of [text, html]) {
      expect(part).toContain('012 345')
      expect(part).toContain('ends in 42')
    }
  })

  const approves = (locale: Mail['locale'], approval: Partial<Approval>) =>
    renderMail(
      {
        to: 'wang@example.com',
        locale,
        template: 'one_time_code',
        params: {
          code: '012345',
          minutes: 10,
          purpose: 'step_up',
          link: 'https://pay.pearl.example',
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

  test('a code that approves a payment method names the account and its holder', () => {
    const { subject, text, html } = approves('en', {})
    expect(subject).toBe('Your code to add a payment method')
    expect(text).toContain('Account holder: Erika Mustermann\nPayment method: DE •••• 3000\n')
    expect(html).toContain('DE •••• 3000')
    const chinese = approves('zh-CN', {})
    expect(chinese.subject).toBe('您的验证码，用于添加支付方式')
    expect(chinese.text).toContain('账户持有人: Erika Mustermann\n支付方式: DE •••• 3000\n')
  })

  test('one that approves a payment says what arrives, what it costs in all and where it goes', () => {
    const { subject, text } = approves('en', {
      operation: 'schedule_transfer',
      amount: money,
      total: { value: '1235.00', currency: 'EUR' },
      recipient: 'W*** L*',
      recipient_account: '•••• •••• 0042',
      facts: [
        { name: 'rhythm', value: 'every month' },
        { name: 'first_day', value: '2026-12-01' },
      ],
    })
    expect(subject).toBe('Your code to set up a scheduled transfer')
    expect(text).toContain(
      [
        'Amount: 1,234.50\u00A0EUR',
        'Leaves your wallet: 1,235.00\u00A0EUR',
        'To: W*** L*',
        'Account: •••• •••• 0042',
        'How often: every month',
        'First on: Dec 1, 2026',
      ].join('\n'),
    )
  })

  test.each(stepUpOperations)('a code to approve %s has words for it in both languages', operation => {
    const nothing = { recipient: null, recipient_account: null, facts: [] }
    const [english, chinese] = (['en', 'zh-CN'] as const).map(
      locale => approves(locale, { operation, ...nothing }).subject,
    )
    expect(english).toMatch(/^Your code to (?!approve an action)[a-z -]{8,}$/)
    expect(chinese).toMatch(/^您的验证码，用于\p{Script=Han}{2,}$/u)
  })

  test('phrase and links stand in both forms, and the links take the place of the advice without links', () => {
    const [sent] = allMails('en', 'W*** L*').filter(mail => mail.template === 'transfer_sent')
    if (!sent) throw new Error('there is such a mail')
    const alert = {
      notMe: 'https://pay.pearl.example/alert#one',
      freeze: 'https://pay.pearl.example/alert#two',
    }
    const plain = renderMail(sent, operator)
    expect(plain.text).toContain('Was it not you? Sign in at once')
    const { text, html } = renderMail({ ...sent, phrase: 'blue <b>heron</b>', alert }, operator)
    expect(text).toContain('Your anti-phishing phrase: blue <b>heron</b>')
    expect(html).toContain('Your anti-phishing phrase: blue &lt;b&gt;heron&lt;/b&gt;')
    for (const part of [text, html]) {
      expect(part).toContain(alert.notMe)
      expect(part).toContain(alert.freeze)
      expect(part).not.toContain('Sign in at once')
    }
  })

  test('nothing a person wrote becomes markup', () => {
    for (const mail of allMails('en', evil)) {
      const { html } = renderMail(mail, operator)
      expect(html).not.toContain('<img')
      expect(html).not.toContain('<Pay>')
      expect(html).not.toMatch(/ onerror="/)
      expect(html).not.toMatch(/&(?!amp;|lt;|gt;|quot;|#39;)/)
    }
  })

  test('a subject stays one line', () => {
    for (const mail of allMails('zh-CN', 'a\r\nBcc: victim@example.com\u2028\u0000b')) {
      expect(renderMail(mail, operator).subject).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]/u)
    }
  })
})

describe('through a real SMTP server', async () => {
  const database = await testDatabase()
  const log = createLogger({ level: 'silent', name: 'test' })
  const db = openDb({ url: database.appUrl, maxConnections: 3, log, name: 'test' })
  let server: MailServer
  let mailer: Mailer
  beforeAll(async () => {
    server = await startMailServer({ db, clock: systemClock, log, port: 0 })
    mailer = createMailer({ smtpUrl: server.url, from: 'Pearl 支付 <no-reply@pearl.example>', operator })
  })
  beforeEach(async () => {
    await sql`DELETE FROM test_mail`.execute(db.read)
  })
  afterAll(async () => {
    mailer.close()
    await server.stop()
    await db.close()
  })

  async function inbox() {
    type Row = {
      recipient: string
      sender: string
      subject: string
      text: string
      html: string
      source: Buffer
    }
    const { rows } = await sql<Row>`
      SELECT recipient, sender, subject, text_body AS text, html_body AS html, source FROM test_mail ORDER BY id`.execute(
      db.read,
    )
    return rows
  }

  test('every mail arrives as it was rendered', async () => {
    const mails = [...allMails('en', 'Ünï 😀'), ...allMails('zh-CN', '王小明')]
    for (const mail of mails) await mailer.sendMail({ ...mail, id: 'the-same' })
    const received = await inbox()
    expect(received).toHaveLength(mails.length)
    for (const [index, mail] of mails.entries()) {
      const { subject, text, html } = renderMail(mail, operator)
      expect(received[index]).toMatchObject({
        recipient: 'wang@example.com',
        sender: 'no-reply@pearl.example',
        subject,
      })
      expect(received[index]?.text.replaceAll('\r\n', '\n').trim()).toBe(text.trim())
      expect(received[index]?.html.replaceAll('\r\n', '\n').trim()).toBe(html.trim())
      expect(received[index]?.source.toString()).toContain('Message-ID: <the-same@pearl.example>')
      expect(received[index]?.source.toString()).toContain('Auto-Submitted: auto-generated')
    }
  })

  test('a name cannot add a header or a recipient', async () => {
    const name = 'x\r\nBcc: victim@example.com\r\n\r\nbody'
    for (const mail of allMails('en', name)) await mailer.sendMail(mail)
    const received = await inbox()
    expect(new Set(received.map(mail => mail.recipient))).toEqual(new Set(['wang@example.com']))
    for (const { source } of received) {
      const head = source.toString().split('\r\n\r\n', 1)[0] ?? ''
      expect(head).not.toMatch(/^bcc:/im)
    }
  })

  test.each([
    'a@example.com\r\nRCPT TO:<victim@example.com>',
    'a@example.com, victim@example.com',
    'Group: a@example.com, victim@example.com;',
    '"victim@example.com> x"@example.com',
    '<victim@example.com>',
    'not an address',
  ])('an address that is not exactly one is refused: %j', async to => {
    const mail: Mail = {
      to,
      locale: 'en',
      template: 'already_registered',
      params: { sign_in_url: 'https://x.example' },
    }
    await expect(mailer.sendMail(mail)).rejects.toThrow('email_malformed')
    expect(await inbox()).toEqual([])
  })

  test('a server that is away is an error, so that the job tries again', async () => {
    const away = createMailer({ smtpUrl: 'smtp://127.0.0.1:1', from: 'a@b.example', operator })
    const [mail] = allMails('en', '')
    await expect(mail ? away.sendMail(mail) : undefined).rejects.toThrow('ECONNREFUSED')
    away.close()
  })

  test('a relay elsewhere is spoken to only in cipher', async () => {
    // Another name of this machine that is not one of the loopback names we know: the rule sees a foreign host.
    const foreign = createMailer({
      smtpUrl: server.url.replace('127.0.0.1', '0.0.0.0'),
      from: 'a@b.example',
      operator,
    })
    const [mail] = allMails('en', '')
    await expect(mail ? foreign.sendMail(mail) : undefined).rejects.toThrow(/TLS/i)
    expect(await inbox()).toEqual([])
    foreign.close()
  })

  test('a mail that cannot be stored is not acknowledged, and one that is too long is refused for good', async () => {
    const broken = await startMailServer({
      db: { ...db, transaction: () => Promise.reject(new Error('the disk is full')) },
      clock: systemClock,
      log,
      port: 0,
    })
    const sender = createMailer({ smtpUrl: broken.url, from: 'a@b.example', operator })
    const [mail] = allMails('en', '')
    await expect(mail ? sender.sendMail(mail) : undefined).rejects.toThrow('451')
    sender.close()
    await broken.stop()
    expect(
      await sendRaw(server.url, `Subject: long\r\n\r\n${'x'.repeat(70).concat('\r\n').repeat(20_000)}`),
    ).toMatch(/^552/)
    expect(await inbox()).toEqual([])
  })
})

/** Speaks SMTP by hand; the server's answer to the mail. */
async function sendRaw(url: string, mail: string): Promise<string> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1')
  const lines = ['EHLO test', 'MAIL FROM:<a@b.example>', 'RCPT TO:<c@d.example>', 'DATA', `${mail}\r\n.`]
  let answer = ''
  for await (const chunk of socket) {
    answer = String(chunk)
    if (/^\d{3}-/m.test(answer) && !/^\d{3} /m.test(answer)) continue
    const next = lines.shift()
    if (next === undefined) break
    socket.write(`${next}\r\n`)
  }
  socket.destroy()
  return answer
}
