import type { Locale } from '../../contract/schemas.ts'
import english from '../messages/notices/en.json' with { type: 'json' }
import chinese from '../messages/notices/zh-CN.json' with { type: 'json' }

/** What customers are told, by template, with the names of facts and words for our codes. */
export type NoticeTexts = Omit<typeof english, 'words'> & { words: Readonly<Record<string, string>> }

export const noticeTexts: Readonly<Record<Locale, NoticeTexts>> = { en: english, 'zh-CN': chinese }
