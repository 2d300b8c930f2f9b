import { createInstance } from 'i18next'
import { initReactI18next, useTranslation } from 'react-i18next'
import type appEnglish from '../messages/app/en.json'
import type consoleEnglish from '../messages/console/en.json'
import type english from '../messages/en.json'
import type securityEnglish from '../messages/security/en.json'
import { part as loadPart } from './part.ts'
import { preferredLanguage, rememberLanguage, type Language } from './preferences.ts'

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation'
    resources: {
      translation: typeof english & typeof appEnglish & typeof securityEnglish & typeof consoleEnglish
    }
  }
}

const i18n = createInstance()

/**
 * The texts in parts, so that the first download holds only what the first page says: `core` for the public pages and
 * what all share, `app` for the signed-in app, `security` for the security pages, `console` for the staff.
 */
export type TextPart = 'core' | 'app' | 'security' | 'console'

type Loader = () => Promise<{ default: object }>

/** Only the language in use is loaded: the other would be a part of the first download for nothing. */
const loaders: Record<TextPart, Record<Language, Loader>> = {
  core: { en: () => import('../messages/en.json'), 'zh-CN': () => import('../messages/zh-CN.json') },
  app: { en: () => import('../messages/app/en.json'), 'zh-CN': () => import('../messages/app/zh-CN.json') },
  security: {
    en: () => import('../messages/security/en.json'),
    'zh-CN': () => import('../messages/security/zh-CN.json'),
  },
  console: {
    en: () => import('../messages/console/en.json'),
    'zh-CN': () => import('../messages/console/zh-CN.json'),
  },
}

const wanted = new Set<TextPart>(['core'])
const loaded = new Set<string>()

async function load(language: Language): Promise<void> {
  const missing = Array.from(wanted).filter(part => !loaded.has(`${language} ${part}`))
  await Promise.all(
    missing.map(async part => {
      const { default: texts } = await loadPart(loaders[part][language])
      i18n.addResourceBundle(language, 'translation', await disguised(texts), true)
      loaded.add(`${language} ${part}`)
    }),
  )
}

/**
 * Makes the texts of these parts available, in the language on the screen and in whichever is chosen later. Rejects with
 * `MissingPart`.
 */
export async function loadTexts(...parts: TextPart[]): Promise<void> {
  for (const part of parts) wanted.add(part)
  await load(currentLanguage())
}

/**
 * While developing, `?pseudo=long` makes every text 40 % longer and `?pseudo=rtl` also turns the page around: what
 * breaks then would break in German or Arabic. A production build has none of this.
 */
async function disguised(texts: object): Promise<object> {
  if (!import.meta.env.DEV || disguise === null) return texts
  if (disguise === 'rtl') document.documentElement.dir = 'rtl'
  const { pseudo } = await import('./pseudo.ts')
  return pseudo(texts)
}

/** Read once: the router takes out of the address what no page asks for, before the texts of the page are loaded. */
let disguise: string | null = null

export async function startI18n(): Promise<void> {
  if (import.meta.env.DEV) disguise = new URLSearchParams(location.search).get('pseudo')
  const language = preferredLanguage()
  await i18n.use(initReactI18next).init({
    lng: language,
    resources: {},
    interpolation: { escapeValue: false },
    react: { useSuspense: false },
    returnNull: false,
  })
  await load(language)
  await show(language)
}

/** The person's choice: shown now and remembered. */
export async function changeLanguage(language: Language): Promise<void> {
  await load(language)
  await show(language)
  rememberLanguage(language)
}

async function show(language: Language): Promise<void> {
  await i18n.changeLanguage(language)
  document.documentElement.lang = language
}

export function currentLanguage(): Language {
  return i18n.language === 'zh-CN' ? 'zh-CN' : 'en'
}

/** The language on the screen; what uses it is rendered again when it changes. */
export function useLanguage(): Language {
  useTranslation()
  return currentLanguage()
}
