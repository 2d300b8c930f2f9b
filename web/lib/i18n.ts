import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import type english from '../messages/en.json'
import { preferredLanguage, rememberLanguage, type Language } from './preferences.ts'

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation'
    resources: { translation: typeof english }
  }
}

/** Only the language in use is loaded: the other is a third of the first download. */
const loaders: Record<Language, () => Promise<{ default: object }>> = {
  en: () => import('../messages/en.json'),
  'zh-CN': () => import('../messages/zh-CN.json'),
}

async function load(language: Language): Promise<void> {
  if (i18next.hasResourceBundle(language, 'translation')) return
  const { default: texts } = await loaders[language]()
  i18next.addResourceBundle(language, 'translation', texts)
}

export async function startI18n(): Promise<void> {
  const language = preferredLanguage()
  await i18next.use(initReactI18next).init({
    lng: language,
    resources: {},
    interpolation: { escapeValue: false },
    react: { useSuspense: false },
    returnNull: false,
  })
  await load(language)
  await changeLanguage(language)
}

export async function changeLanguage(language: Language): Promise<void> {
  await load(language)
  await i18next.changeLanguage(language)
  rememberLanguage(language)
  document.documentElement.lang = language
}

export function currentLanguage(): Language {
  return i18next.language === 'zh-CN' ? 'zh-CN' : 'en'
}
