import { isIP } from 'node:net'
import { createTransport } from 'nodemailer'
import { emailSchema } from '../../contract/schemas.ts'
import { renderMail, type MailOperator } from './mail-render.ts'
import type { Mail } from './mail-templates.ts'

export type Mailer = {
  /**
   * Hands a mail to the SMTP server; resolves when that has taken it and rejects otherwise. It talks to the
   * network: call it in a job, never in a transaction.
   */
  sendMail(mail: Mail): Promise<void>
  close(): void
}

export type MailerOptions = {
  /** `smtp://user:password@host:587` (upgraded by STARTTLS) or `smtps://…:465`. */
  smtpUrl: string
  /** `OKPay <no-reply@okpay.example>` */
  from: string
  operator: MailOperator
}

/** A mail program that is stuck must not hold up the jobs behind it. */
const timeoutMs = 15_000

export function createMailer({ smtpUrl, from, operator }: MailerOptions): Mailer {
  const transport = createTransport(
    {
      url: smtpUrl,
      pool: true,
      maxConnections: 2,
      maxMessages: 100,
      connectionTimeout: timeoutMs,
      greetingTimeout: timeoutMs,
      dnsTimeout: timeoutMs,
      socketTimeout: 2 * timeoutMs,
      // Mails carry codes. Only a relay on this very machine may be spoken to without encryption.
      requireTLS: !isLocal(new URL(smtpUrl).hostname),
    },
    {
      from,
      // A mail is made of what the templates say; nothing in it may make us read a file or fetch an address.
      disableFileAccess: true,
      disableUrlAccess: true,
      // RFC 3834: no absence notes in answer, no loops.
      headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
    },
  )
  const domain = from.slice(from.lastIndexOf('@') + 1).replace(/>\s*$/, '')
  return {
    async sendMail(mail) {
      const { subject, text, html } = renderMail(mail, operator)
      await transport.sendMail({
        // As an object the address is one recipient whatever characters it has, and never a list.
        to: { name: '', address: emailSchema.parse(mail.to) },
        subject,
        text,
        html,
        ...(mail.id === undefined ? {} : { messageId: `<${mail.id}@${domain}>` }),
      })
    },
    close: () => transport.close(),
  }
}

function isLocal(hostname: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, '')
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'))
}
