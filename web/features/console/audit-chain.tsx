import { useMutation } from '@tanstack/react-query'
import { ShieldCheck } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { formatNumber } from '../../lib/format.ts'
import { useLanguage } from '../../lib/i18n.ts'
import { staffApi, type StaffAnswer } from '../../lib/staff-api.ts'
import { Alert } from '../../ui/alert.tsx'
import { Button } from '../../ui/button.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { ErrorState } from '../../ui/error-state.tsx'

/** Hashes the newest entries again, now; the background check does so every minute by itself. */
export function AuditChain() {
  const { t } = useTranslation()
  const verify = useMutation({ mutationFn: () => staffApi('verifyAuditChain', { body: {} }) })
  return (
    <div className="flex flex-col items-start gap-3 pb-6">
      <Button variant="secondary" size="sm" pending={verify.isPending} onClick={() => verify.mutate()}>
        <ShieldCheck aria-hidden className="size-4" />
        {t('console.audit.verify')}
      </Button>
      {verify.error ? <ErrorState error={verify.error} className="w-full" /> : null}
      {verify.data ? <Verdict report={verify.data} /> : null}
    </div>
  )
}

function Verdict({ report }: { report: StaffAnswer<'verifyAuditChain'> }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const { unbroken, checked, total, head, findings } = report
  return (
    <Alert
      live
      className="w-full"
      tone={unbroken ? 'ok' : 'bad'}
      title={t(unbroken ? 'console.audit.unbroken' : 'console.audit.broken')}
    >
      {unbroken ? (
        <p>
          {t('console.audit.unbrokenText', { count: checked, total: formatNumber(Number(total), language) })}
        </p>
      ) : (
        <>
          <p>{t('console.audit.brokenText')}</p>
          <ul className="list-disc ps-5 pt-1 wrap-anywhere">
            {findings.slice(0, 10).map((finding, index) => (
              <li key={index}>
                {t('console.audit.place', { ...finding, rows: Object.values(finding.rows).join(', ') })}
              </li>
            ))}
          </ul>
        </>
      )}
      {head ? (
        <div className="pt-2">
          <p className="flex items-center gap-1 text-xs">
            <span className="font-mono wrap-anywhere">{head}</span>
            <CopyButton text={head} label={t('console.audit.copyHead')} size="inline" />
          </p>
          <p className="text-xs text-muted">{t('console.audit.headHint')}</p>
        </div>
      ) : null}
    </Alert>
  )
}
