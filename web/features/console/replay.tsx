import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { money, toWireMoney, type WireMoney } from '../../../contract/money.ts'
import { formatNumber, minorOf } from '../../lib/format.ts'
import { useLanguage } from '../../lib/i18n.ts'
import { staffApi, type StaffAnswer } from '../../lib/staff-api.ts'
import { Button } from '../../ui/button.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { Amount } from '../../ui/money.tsx'
import { SkeletonRows } from '../../ui/skeleton-rows.tsx'
import { Panel, PanelNote } from './panel.tsx'
import type { Schedule } from './schedule-queries.ts'

/** The last 30 days once more under these rules: what it would have brought, and whom it would have stopped. */
export function Replay({ schedule, ready }: { schedule: Schedule; ready: boolean }) {
  const { t } = useTranslation()
  const [asked, setAsked] = useState<string>()
  const version = `${schedule.id} ${schedule.revision ?? ''}`
  const isOn = asked === version
  const { data, error, isFetching } = useQuery({
    queryKey: ['staff', 'replay', version],
    queryFn: () => staffApi('replaySchedule', { params: { schedule: schedule.id } }),
    enabled: isOn,
    refetchOnWindowFocus: false,
  })
  return (
    <Panel
      title={t('console.prices.replay')}
      aside={
        <Button
          size="sm"
          variant="secondary"
          disabled={!ready}
          pending={isOn && isFetching}
          onClick={() => setAsked(version)}
        >
          {t('console.prices.replayRun')}
        </Button>
      }
    >
      {isOn && error ? <ErrorState error={error} className="m-4" /> : null}
      {isOn && isFetching ? <SkeletonRows rows={2} /> : null}
      {isOn && data ? (
        <ReplayTable lines={data.data} />
      ) : (
        <PanelNote>{t(ready ? 'console.prices.replayHint' : 'console.prices.replayNotYet')}</PanelNote>
      )}
    </Panel>
  )
}

/** What differs stands out: most movements cost what they did. */
function After({ before, after }: { before: WireMoney; after: WireMoney }) {
  if (before.value === after.value) return <Amount money={after} />
  const difference = money(minorOf(after) - minorOf(before), after.currency)
  return (
    <span>
      <Amount money={after} className="font-semibold" />
      <span className="block text-xs text-muted">
        <Amount money={toWireMoney(difference)} sign />
      </span>
    </span>
  )
}

function ReplayTable({ lines }: { lines: StaffAnswer<'replaySchedule'>['data'] }) {
  const { t } = useTranslation()
  const language = useLanguage()
  if (lines.length === 0) return <PanelNote>{t('console.prices.replayEmpty')}</PanelNote>
  return (
    <DataTable
      label={t('console.prices.replay')}
      columns={[
        { name: 'what', head: t('console.prices.field.operation'), main: true },
        { name: 'count', head: t('console.prices.count'), end: true },
        { name: 'before', head: t('console.prices.incomeBefore'), end: true },
        { name: 'after', head: t('console.prices.incomeAfter'), end: true },
        { name: 'refused', head: t('console.prices.refused'), end: true },
      ]}
      rows={lines.map(line => ({
        key: `${line.operation} ${line.moved.currency}`,
        cells: {
          what: (
            <span>
              <span className="font-medium">{t(`prices.operation.${line.operation}`)}</span>
              <span className="block text-muted">
                <Amount money={line.moved} />
              </span>
            </span>
          ),
          count: formatNumber(line.count, language),
          before: <Amount money={line.income_before} />,
          after: <After before={line.income_before} after={line.income_after} />,
          refused:
            line.refused === 0
              ? '0'
              : t('console.prices.refusedOf', { count: line.refused, customers: line.refused_customers }),
        },
      }))}
    />
  )
}
