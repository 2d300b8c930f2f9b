import { useTranslation } from 'react-i18next'
import { formatTime } from '../../lib/format.ts'
import { useLanguage } from '../../lib/i18n.ts'
import { Alert } from '../../ui/alert.tsx'
import type { Protected } from './queries.ts'

/** What was added lately that opens the account: what "this was not me" has ended, and what the customer is asked about. */
export function AddedFactors({ done }: { done: Pick<Protected, 'ended_factors' | 'kept_factors'> }) {
  return (
    <>
      <Factors kind="ended" factors={done.ended_factors} />
      <Factors kind="kept" factors={done.kept_factors} />
    </>
  )
}

function Factors({ kind, factors }: { kind: 'ended' | 'kept'; factors: Protected['ended_factors'] }) {
  const { t } = useTranslation()
  const language = useLanguage()
  if (factors.length === 0) return null
  return (
    <Alert tone={kind === 'ended' ? 'info' : 'warn'} title={t(`security.notMe.factors.${kind}Title`)}>
      <ul className="flex flex-col gap-2">
        {factors.map(({ kind: factor, name, added_at, device }) => (
          <li key={`${factor} ${added_at}`} className="wrap-anywhere">
            <strong className="font-semibold">
              {t(`security.notMe.factors.${factor}`, { name: name ?? '' })}
            </strong>
            <br />
            {device === null
              ? t('security.notMe.factors.addedAt', { at: formatTime(added_at, language) })
              : t('security.notMe.factors.addedOn', { at: formatTime(added_at, language), device })}
          </li>
        ))}
      </ul>
      <p className="mt-2">{t(`security.notMe.factors.${kind}Text`)}</p>
    </Alert>
  )
}
