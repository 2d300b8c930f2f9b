import { createInstance } from 'i18next'
import { initReactI18next, useTranslation } from 'react-i18next'
import type english from '../messages/en.json'
import { preferredLanguage, rememberLanguage, type Language } from './preferences.ts'

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation'
    resources: { translation: typeof english }
  }
}

const i18n = createInstance()

/** Only the language in use is loaded: the other would be a part of the first download for nothing. */
const loaders: Record<Language, () => Promise<{ default: object }>> = {
  en: () => import('../messages/en.json'),
  'zh-CN': () => import('../messages/zh-CN.json'),
}

async function load(language: Language): Promise<void> {
  if (i18n.hasResourceBundle(language, 'translation')) return
  const { default: texts } = await loaders[language]()
  i18n.addResourceBundle(language, 'translation', await disguised(texts))
}

/**
 * While developing, `?pseudo=long` makes every text 40 % longer and `?pseudo=rtl` also turns the page around: what
 * breaks then would break in German or Arabic. A production build has none of this.
 */
async function disguised(texts: object): Promise<object> {
  if (!import.meta.env.DEV) return texts
  const wish = new URLSearchParams(location.search).get('pseudo')
  if (wish === null) return texts
  if (wish === 'rtl') document.documentElement.dir = 'rtl'
  const { pseudo } = await import('./pseudo.ts')
  return pseudo(texts)
}

export async function startI18n(): Promise<void> {
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
