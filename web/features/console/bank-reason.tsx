import { useTranslation } from 'react-i18next'
import type { BankFile } from './finance-queries.ts'

type Said = { code: string; text: string | null }

/** Why the bank refused or brought back, from what an answer says of it; undefined where it gave no reason. */
export function saidOf(stored: { reason_code: string | null; reason_text: string | null }): Said | undefined {
  const { reason_code: code, reason_text: text } = stored
  return code === null ? undefined : { code, text }
}

/**
 * The bank's reason: the code of ISO 20022 in words of the reader's language, and what the bank wrote itself, which is
 * in whatever language it is and marked as its words.
 */
export function BankReason({ said: { code, text } }: { said: Said }) {
  const { t } = useTranslation()
  return (
    <span className="wrap-anywhere">
      {t(`console.finance.reason.code.${code}`, { defaultValue: t('console.finance.reason.unknown') })}{' '}
      <span className="font-mono text-xs text-muted">{code}</span>
      {text ? (
        <span className="block text-sm font-normal text-muted">
          {t('console.finance.reason.words', { text })}
        </span>
      ) : null}
    </span>
  )
}

/** Why a file was set aside, in words; what it does not say stands there as a dash. */
export function FileFault({ fault: { code, params } }: { fault: NonNullable<BankFile['fault']> }) {
  const { t } = useTranslation()
  const said = Object.fromEntries(Object.entries(params).map(([name, value]) => [name, value || '–']))
  return (
    <span className="text-sm wrap-anywhere">
      {t(`console.finance.files.fault.${code}`, { ...said, defaultValue: code })}
    </span>
  )
}
