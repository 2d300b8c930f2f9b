import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import type { ScheduleProblem } from '../slices/pricing/index.ts'
import { CommandError, language, sentence, type CommandMessage } from './messages.ts'

const zodMessages = { en: z.locales.en().localeError, 'zh-CN': z.locales.zhCN().localeError }

/** The rules in a file an operator wrote, or a sentence for everything that keeps it from being read. */
export async function readRules<Rule>(file: string, ruleSchema: z.ZodType<Rule>): Promise<Rule[]> {
  const parsed = z
    .array(ruleSchema)
    .min(1)
    .safeParse(await readJson(file), { error: zodMessages[language] })
  if (parsed.success) return parsed.data
  const places = parsed.error.issues.map(({ path, message }) => `${path.join('.') || '.'}: ${message}`)
  throw new CommandError('notRules', { file, list: asList(places) })
}

async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'))
  } catch (error) {
    const key = error instanceof SyntaxError ? 'notJson' : 'unreadable'
    throw new CommandError(
      key,
      { file, reason: error instanceof Error ? error.message : String(error) },
      error,
    )
  }
}

const sentences: Record<ScheduleProblem['code'], CommandMessage> = {
  not_an_amount: 'notAnAmount',
  minimum_above_maximum: 'minimumAboveMaximum',
  same_id: 'sameId',
  same_subject: 'sameSubject',
  no_such_method: 'noSuchMethod',
  no_such_bearer: 'noSuchBearer',
  ends_before_it_starts: 'endsBeforeItStarts',
  same_currency: 'sameCurrency',
  not_charged: 'notCharged',
}

/** Tells all problems at once, so that the file is mended once. */
export function refuseProblems(file: string, problems: readonly ScheduleProblem[]): void {
  if (problems.length === 0) return
  const list = problems.map(({ code, ...facts }) => sentence(sentences[code], facts))
  throw new CommandError('notPublished', { file, list: asList(list) })
}

export function asList(lines: readonly string[]): string {
  return lines.map(line => `\n  - ${line}`).join('')
}
