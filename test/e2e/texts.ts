import { createInstance } from 'i18next'
import acquirerEnglish from '../../simulators/acquirer/messages/en.json' with { type: 'json' }
import acquirerChinese from '../../simulators/acquirer/messages/zh-CN.json' with { type: 'json' }
import mailEnglish from '../../server/messages/en.json' with { type: 'json' }
import mailChinese from '../../server/messages/zh-CN.json' with { type: 'json' }
import appEnglish from '../../web/messages/app/en.json' with { type: 'json' }
import appChinese from '../../web/messages/app/zh-CN.json' with { type: 'json' }
import consoleEnglish from '../../web/messages/console/en.json' with { type: 'json' }
import consoleChinese from '../../web/messages/console/zh-CN.json' with { type: 'json' }
import coreEnglish from '../../web/messages/en.json' with { type: 'json' }
import securityEnglish from '../../web/messages/security/en.json' with { type: 'json' }
import securityChinese from '../../web/messages/security/zh-CN.json' with { type: 'json' }
import coreChinese from '../../web/messages/zh-CN.json' with { type: 'json' }

export type Language = 'zh-CN' | 'en'

/** The parts of the website's texts, as web/lib/i18n.ts puts them together. */
const english = { ...coreEnglish, ...appEnglish, ...securityEnglish, ...consoleEnglish }
const chinese = { ...coreChinese, ...appChinese, ...securityChinese, ...consoleChinese }

/** The names of all texts of the website; plural forms by the name they are asked for with. */
type KeysOf<Texts, Prefix extends string = ''> = {
  [Key in keyof Texts & string]: Texts[Key] extends string
    ? `${Prefix}${Key extends `${infer Base}_${'one' | 'other'}` ? Base : Key}`
    : KeysOf<Texts[Key], `${Prefix}${Key}.`>
}[keyof Texts & string]

export type TextKey = KeysOf<typeof english>
export type Facts = Record<string, string | number>

/** What a person reads, from the very files the program shows it from, so that no test says it a second time. */
export type Texts = {
  language: Language
  /** A text of the website. */
  t: (key: TextKey, facts?: Facts) => string
  /** The subject of a mail. */
  mail(template: keyof typeof mailEnglish.mail & `${'confirm' | 'welcome'}${string}`): string
  /** Whether a mail with this subject has a code that approves something. */
  approves: (subject: string) => boolean
  /** A text of the acquirer's pages; `{…}` in it stands for anything. */
  acquirer(key: keyof typeof acquirerEnglish): RegExp
}

export function textsOf(language: Language): Texts {
  const site = createInstance({
    lng: language,
    resources: { en: { translation: english }, 'zh-CN': { translation: chinese } },
    interpolation: { escapeValue: false },
    initAsync: false,
    parseMissingKeyHandler: key => {
      throw new Error(`there is no text ${key} in ${language}`)
    },
  })
  void site.init()
  const mails = language === 'en' ? mailEnglish.mail : mailChinese.mail
  const acquirer = language === 'en' ? acquirerEnglish : acquirerChinese
  return {
    language,
    t: (key, facts) => site.t(key, facts ?? {}),
    mail: template => mails[template].subject,
    approves: subject =>
      Object.values(mails.code_operations).some(
        operation => subject === mails.one_time_code.subject.replace('{{purpose}}', operation),
      ),
    acquirer: key => new RegExp(`^${literal(acquirer[key]).replaceAll(/\\\{\w+\\\}/g, '.+')}$`),
  }
}

/** The text as a regular expression that matches exactly it. */
export function literal(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
}

/** The text with anything at all where `*` was put in as a fact. */
export function patternOf(text: string): RegExp {
  return new RegExp(literal(text).replaceAll(String.raw`\*`, '.+'))
}

/** An amount as it is shown, whatever space stands before the currency: `1,234.50 CNY`. */
export function amountText(amount: string, sign = ''): RegExp {
  const [value = '', currency = ''] = amount.split(' ')
  return new RegExp(`(?<![\\d.,])${literal(sign + value)}\\s${currency}`)
}
