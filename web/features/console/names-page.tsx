import { useQuery } from '@tanstack/react-query'
import { IdCard } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { formatTime } from '../../lib/format.ts'
import { useLanguage } from '../../lib/i18n.ts'
import { DataTable } from '../../ui/data-table.tsx'
import { Desk } from './desk.tsx'
import { NameSheet } from './name-sheet.tsx'
import { nameChangesQuery, type NameChange } from './queries.ts'
import { StateBadge } from './state-badge.tsx'

/** Names customers asked for: one compares with a document and proposes, a second person decides. */
export function NamesPage() {
  const { t } = useTranslation()
  const changes = useQuery(nameChangesQuery)
  const [open, setOpen] = useState<string>()
  const opened = changes.data?.data.find(({ id }) => id === open)
  return (
    <>
      <Desk
        title={t('console.names.title')}
        intro={t('console.names.intro')}
        query={changes}
        empty={{ icon: <IdCard />, title: t('console.names.empty'), text: t('console.names.emptyText') }}
      >
        {rows => <Names changes={rows} onOpen={setOpen} />}
      </Desk>
      {opened ? <NameSheet change={opened} onClose={() => setOpen(undefined)} /> : null}
    </>
  )
}

function Names({ changes, onOpen }: { changes: readonly NameChange[]; onOpen: (id: string) => void }) {
  const { t } = useTranslation()
  const language = useLanguage()
  return (
    <DataTable
      label={t('console.names.title')}
      columns={[
        { name: 'wanted', head: t('console.fact.new_name'), main: true },
        { name: 'now', head: t('console.fact.old_name') },
        { name: 'asked', head: t('console.fact.asked_at') },
        { name: 'due', head: t('console.recovery.due') },
      ]}
      rows={changes.map(change => ({
        key: change.id,
        onOpen: () => onOpen(change.id),
        cells: {
          wanted: <span className="font-medium wrap-anywhere">{change.new_name}</span>,
          now: <span className="wrap-anywhere">{change.old_name}</span>,
          asked: <span className="text-muted">{formatTime(change.asked_at, language)}</span>,
          due: (
            <span className="inline-flex flex-wrap items-center gap-2 max-md:justify-end">
              {formatTime(change.decide_by, language)}
              {change.overdue ? <StateBadge tone="bad">{t('console.recovery.overdue')}</StateBadge> : null}
            </span>
          ),
        },
      }))}
    />
  )
}
