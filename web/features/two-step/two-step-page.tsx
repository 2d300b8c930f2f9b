import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ChevronRight, KeyRound, LifeBuoy, ShieldAlert, ShieldCheck, Smartphone } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { formatWhen } from '../../lib/format.ts'
import { useLanguage } from '../../lib/i18n.ts'
import { Badge } from '../../ui/badge.tsx'
import { buttonClass } from '../../ui/button-class.ts'
import { Button } from '../../ui/button.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { Card, PageHeader } from '../../ui/layout.tsx'
import { List, RowContent, rowClass } from '../../ui/list.tsx'
import { SkeletonRows } from '../../ui/skeleton-rows.tsx'
import { DeviceList } from './device-list.tsx'
import { NewCodesSheet } from './new-codes-sheet.tsx'
import { twoStepQuery, type TwoStep } from './queries.ts'
import { TurnOffSheet } from './turn-off-sheet.tsx'

/** How the sign-in is protected besides the password, and what to do about it next. */
export function TwoStepPage() {
  const { t } = useTranslation()
  const { data, error, refetch } = useQuery(twoStepQuery)
  return (
    <div className="mx-auto flex w-full max-w-2xl flex-col">
      <PageHeader title={t('twoStep.title')} intro={t('twoStep.intro')} back="/app/security" />
      <div className="flex flex-col gap-8">
        {data ? (
          <>
            <State twoStep={data} />
            <Methods twoStep={data} />
          </>
        ) : error ? (
          <ErrorState error={error} onRetry={() => void refetch()} />
        ) : (
          <SkeletonRows rows={4} />
        )}
        <DeviceList />
      </div>
    </div>
  )
}

function State({ twoStep }: { twoStep: TwoStep }) {
  const { t } = useTranslation()
  const { on } = twoStep
  return (
    <Card className="flex flex-wrap items-center gap-x-5 gap-y-4">
      <span
        aria-hidden
        className={`grid size-13 shrink-0 place-items-center rounded-2xl ${on ? 'bg-ok-soft text-ok' : 'bg-warn-soft text-warn'}`}
      >
        {on ? <ShieldCheck className="size-6.5" /> : <ShieldAlert className="size-6.5" />}
      </span>
      <div className="min-w-0 flex-1 basis-56">
        <h2 className="text-lg font-semibold">{t(on ? 'twoStep.onTitle' : 'twoStep.offTitle')}</h2>
        <p className="mt-0.5 text-sm text-muted">{t(on ? 'twoStep.onText' : 'twoStep.offText')}</p>
      </div>
      {on ? null : (
        <Link to="/app/security/two-step/authenticator" className={buttonClass({})}>
          {t('twoStep.turnOn')}
        </Link>
      )}
    </Card>
  )
}

function Methods({ twoStep }: { twoStep: TwoStep }) {
  const { t } = useTranslation()
  const [sheet, setSheet] = useState<'off' | 'codes'>()
  return (
    <section>
      <h2 className="text-lg font-semibold">{t('twoStep.methods')}</h2>
      <List className="mt-3" label={t('twoStep.methods')}>
        <AppRow twoStep={twoStep} onTurnOff={() => setSheet('off')} />
        <li>
          <Link to="/app/security/passkeys" className={rowClass}>
            <RowContent
              icon={<KeyRound />}
              title={t('twoStep.passkeys')}
              detail={
                twoStep.passkeys === 0
                  ? t('twoStep.noPasskeys')
                  : t('twoStep.passkeyCount', { count: twoStep.passkeys })
              }
            />
            <ChevronRight aria-hidden className="size-5 shrink-0 text-muted rtl:rotate-180" />
          </Link>
        </li>
        {twoStep.on ? <CodesRow twoStep={twoStep} onNew={() => setSheet('codes')} /> : null}
      </List>
      {sheet === 'off' && twoStep.authenticator ? (
        <TurnOffSheet
          id={twoStep.authenticator.id}
          last={twoStep.passkeys === 0}
          onClose={() => setSheet(undefined)}
        />
      ) : null}
      {sheet === 'codes' ? <NewCodesSheet onClose={() => setSheet(undefined)} /> : null}
    </section>
  )
}

function AppRow({ twoStep, onTurnOff }: { twoStep: TwoStep; onTurnOff: () => void }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const { authenticator } = twoStep
  return (
    <li className="flex min-h-16 flex-wrap items-center gap-x-3.5 gap-y-2 px-4 py-2.5 sm:px-5">
      <RowContent
        icon={<Smartphone />}
        title={t('twoStep.authenticator')}
        detail={
          authenticator
            ? t('twoStep.since', { at: formatWhen(authenticator.added_at, language) })
            : t('twoStep.noAuthenticator')
        }
      />
      {authenticator ? (
        <Button variant="secondary" size="sm" onClick={onTurnOff}>
          {t('twoStep.turnOff')}
        </Button>
      ) : (
        <Link
          to="/app/security/two-step/authenticator"
          className={buttonClass({ variant: 'secondary', size: 'sm' })}
        >
          {t('twoStep.setUp')}
        </Link>
      )}
    </li>
  )
}

/** With this many or fewer it is time for new ones. */
const fewCodes = 3

function CodesRow({ twoStep, onNew }: { twoStep: TwoStep; onNew: () => void }) {
  const { t } = useTranslation()
  const { left, made_at: madeAt } = twoStep.recovery_codes
  return (
    <li className="flex min-h-16 flex-wrap items-center gap-x-3.5 gap-y-2 px-4 py-2.5 sm:px-5">
      <RowContent
        icon={<LifeBuoy />}
        title={
          <span className="flex flex-wrap items-center gap-2">
            {t('twoStep.recoveryCodes')}
            {left <= fewCodes ? <Badge tone="warn">{t('twoStep.fewCodes')}</Badge> : null}
          </span>
        }
        detail={madeAt === null ? t('twoStep.noCodes') : t('twoStep.codesLeft', { count: left })}
      />
      <Button variant="secondary" size="sm" onClick={onNew}>
        {t(madeAt === null ? 'twoStep.makeCodes' : 'twoStep.newCodes')}
      </Button>
    </li>
  )
}
