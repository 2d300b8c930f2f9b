import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { auditKinds, isPartyId, type AuditWishes } from './audit-wishes.ts'
import { Button } from '../../ui/button.tsx'
import { Field, Input, Select } from '../../ui/field.tsx'

type AuditFiltersProps = { wishes: AuditWishes; onChange: (wishes: AuditWishes) => void }

/** What the log can be narrowed to. It is asked on pressing, not with every change: each question is an entry. */
export function AuditFilters({ wishes, onChange }: AuditFiltersProps) {
  const { t } = useTranslation()
  const [draft, setDraft] = useState(wishes)
  const [wrongId, setWrongId] = useState(false)
  const set = (part: Partial<AuditWishes>) => setDraft({ ...draft, ...part })
  function apply() {
    const bad = draft.party !== '' && !isPartyId(draft.party.trim())
    setWrongId(bad)
    if (!bad) onChange({ ...draft, party: draft.party.trim(), caseRef: draft.caseRef.trim() })
  }
  function clear() {
    const empty = { kind: '', outcome: '', party: '', caseRef: '', from: '', to: '' } as const
    setWrongId(false)
    setDraft(empty)
    onChange(empty)
  }
  return (
    <form
      role="search"
      aria-label={t('console.audit.title')}
      className="grid grid-cols-2 items-start gap-3 pb-5 md:grid-cols-3 xl:grid-cols-[repeat(6,minmax(0,1fr))_auto]"
      onSubmit={event => {
        event.preventDefault()
        apply()
      }}
    >
      <Field label={t('console.audit.filterKind')}>
        <Select
          value={draft.kind}
          onChange={event => set({ kind: auditKinds.find(kind => kind === event.target.value) ?? '' })}
        >
          <option value="">{t('console.audit.anybody')}</option>
          {auditKinds.map(kind => (
            <option key={kind} value={kind}>
              {t(`console.audit.kind.${kind}`)}
            </option>
          ))}
        </Select>
      </Field>
      <Field label={t('console.audit.filterOutcome')}>
        <Select
          value={draft.outcome}
          onChange={event =>
            set({
              outcome: (['succeeded', 'refused'] as const).find(each => each === event.target.value) ?? '',
            })
          }
        >
          <option value="">{t('console.audit.anything')}</option>
          <option value="succeeded">{t('console.audit.succeeded')}</option>
          <option value="refused">{t('console.audit.refused')}</option>
        </Select>
      </Field>
      <Field label={t('console.audit.filterId')} error={wrongId ? t('console.audit.filterIdBad') : undefined}>
        <Input
          autoComplete="off"
          spellCheck={false}
          maxLength={60}
          placeholder={t('console.audit.filterIdHint')}
          value={draft.party}
          onChange={event => set({ party: event.target.value })}
        />
      </Field>
      <Field label={t('console.audit.filterCase')}>
        <Input
          autoComplete="off"
          maxLength={60}
          placeholder="CS-…"
          value={draft.caseRef}
          onChange={event => set({ caseRef: event.target.value })}
        />
      </Field>
      <Field label={t('console.audit.from')}>
        <Input type="date" value={draft.from} onChange={event => set({ from: event.target.value })} />
      </Field>
      <Field label={t('console.audit.to')}>
        <Input type="date" value={draft.to} onChange={event => set({ to: event.target.value })} />
      </Field>
      <div className="col-span-full flex gap-2 xl:col-span-1 xl:pt-[1.625rem]">
        <Button type="submit">{t('console.audit.apply')}</Button>
        <Button variant="ghost" onClick={clear}>
          {t('console.audit.clear')}
        </Button>
      </div>
    </form>
  )
}
