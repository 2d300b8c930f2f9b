import { escapeHtml } from './http/html.ts'
import { mailPage, type MailParts } from './mail-layout.ts'
import { contentOf, mailTexts, type AlertLinks, type Mail, type MailTexts } from './mail-templates.ts'

/** Who we are, as mails say it. */
export type MailOperator = {
  name: string
  supportEmail: string
  /** Where the web application is; its host is named in the warning against phishing. */
  publicUrl: string
  timeZone: string
}

export type RenderedMail = { subject: string; text: string; html: string }

/** Control characters and line ends; a subject is one line whatever it quotes. */
const notInLine = /[\p{Cc}\p{Zl}\p{Zp}]+/gu

export function renderMail(mail: Mail, operator: MailOperator): RenderedMail {
  const texts = mailTexts[mail.locale]
  const template = texts[mail.template]
  const content = contentOf(mail, { locale: mail.locale, timeZone: mail.timeZone ?? operator.timeZone })
  const known: Record<string, string> = {
    ...content.facts,
    operator: operator.name,
    support: operator.supportEmail,
    site: new URL(operator.publicUrl).host,
    to: mail.to,
  }
  const after = mail.alert ? template.after.filter(text => text !== notYou) : template.after
  known['not_you'] = fill(texts.common.not_you, known)
  const say = (text: string) => fill(text, known)
  const parts: MailParts = {
    language: mail.locale,
    operator: operator.name,
    preheader: say(template.preheader),
    heading: say(template.heading),
    before: template.body.map(say),
    code: content.code,
    rows: [
      ...(content.labelled ?? []),
      ...content.rows.map(([row, value]) => ({ label: texts.rows[row], value })),
    ],
    button: { text: say(template.button), link: content.link, hint: texts.common.link_hint },
    phrase: mail.phrase === undefined ? undefined : fill(texts.common.phrase, { phrase: mail.phrase }),
    alert: mail.alert && alertOf(mail.alert, texts.common),
    after: after.map(say),
    footer: [texts.common.never_ask, texts.common.help, texts.common.automatic].map(say),
  }
  return {
    subject: say(template.subject).replaceAll(notInLine, ' ').trim(),
    text: plainText(parts),
    html: mailPage(parts, escapeHtml),
  }
}

/** What stands where no links can be given; with links it would say the same twice. */
const notYou = '{{not_you}}'

function alertOf(links: AlertLinks, texts: MailTexts['common']): NonNullable<MailParts['alert']> {
  return {
    question: texts.alert_question,
    links: [
      { text: texts.alert_not_me, link: links.notMe },
      { text: texts.alert_freeze, link: links.freeze },
    ],
  }
}

const placeholder = /\{\{(\w+)\}\}/g

function fill(text: string, known: Readonly<Record<string, string>>): string {
  return text.replaceAll(placeholder, (_, name: string) => {
    const value = Object.hasOwn(known, name) ? known[name] : undefined
    if (value === undefined) throw new Error(`a mail’s text names {{${name}}}, which this mail does not have`)
    return value
  })
}

function plainText(parts: MailParts): string {
  const table = parts.rows.map(({ label, value }) => `${label}: ${value}`).join('\n')
  const blocks = [
    parts.phrase ?? '',
    parts.heading,
    ...parts.before,
    parts.code ? `    ${parts.code}` : '',
    table,
    `${parts.button.text}:\n${parts.button.link}`,
    ...(parts.alert
      ? [parts.alert.question, ...parts.alert.links.map(({ text, link }) => `${text}:\n${link}`)]
      : []),
    ...parts.after,
    `-- \n${parts.operator}`,
    ...parts.footer,
  ]
  return `${blocks.filter(block => block !== '').join('\n\n')}\n`
}
