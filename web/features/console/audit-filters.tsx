import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../../ui/button.tsx'
import { Field, Input, Select } from '../../ui/field.tsx'
import { auditKinds, auditOutcomes, isPartyId, type AuditWishes } from './audit-wishes.ts'

type AuditFiltersProps = { wishes: AuditWishes; onChange: (wishes: AuditWishes) => void }
type PartProps = { draft: AuditWishes; onSet: (part: Partial<AuditWishes>) => void }

const nothing: AuditWishes = { kind: '', outcome: '', party: '', caseRef: '', from: '', to: '' }

/** What the log can be narrowed to. It is asked on pressing, not with every change: each question is an entry. */
export function AuditFilters({ wishes, onChange }: AuditFiltersProps) {
  const { t } = useTranslation()
  const [draft, setDraft] = useState(wishes)
  const [wrongId, setWrongId] = useState(false)
  const set = (part: Partial<AuditWishes>) => setDraft({ ...draft, ...part })
  function apply(wanted: AuditWishes) {
    const bad = wanted.party.trim() !== '' && !isPartyId(wanted.party.trim())
    setWrongId(bad)
    setDraft(wanted)
    if (!bad) onChange({ ...wanted, party: wanted.party.trim(), caseRef: wanted.caseRef.trim() })
  }
  return (
    <form
      role="search"
      aria-label={t('console.audit.title')}
      className="grid grid-cols-2 items-start gap-3 pb-5 md:grid-cols-3 xl:grid-cols-6"
      onSubmit={event => {
        event.preventDefault()
        apply(draft)
      }}
    >
      <Choices draft={draft} onSet={set} />
      <Field
        label={t('console.audit.filterId')}
        error={wrongId ? t('console.audit.filterIdBad') : undefined}
        className="max-md:col-span-2"
      >
        <Input
          autoComplete="off"
          spellCheck={false}
          maxLength={60}
          placeholder={t('console.audit.filterIdHint')}
          value={draft.party}
          onChange={event => set({ party: event.target.value })}
        />
      </Field>
      <Field label={t('console.audit.filterCase')} className="max-md:col-span-2">
        <Input
          autoComplete="off"
          maxLength={60}
          placeholder="CS-…"
          value={draft.caseRef}
          onChange={event => set({ caseRef: event.target.value })}
        />
      </Field>
      <Days draft={draft} onSet={set} />
      <div className="col-span-full flex gap-2">
        <Button type="submit">{t('console.audit.apply')}</Button>
        <Button variant="ghost" onClick={() => apply(nothing)}>
          {t('console.audit.clear')}
        </Button>
      </div>
    </form>
  )
}

function Choices({ draft, onSet }: PartProps) {
  const { t } = useTranslation()
  return (
    <>
      <Field label={t('console.audit.filterKind')}>
        <Select
          value={draft.kind}
          onChange={event => onSet({ kind: auditKinds.find(kind => kind === event.target.value) ?? '' })}
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
            onSet({ outcome: auditOutcomes.find(each => each === event.target.value) ?? '' })
          }
        >
          <option value="">{t('console.audit.anything')}</option>
          {auditOutcomes.map(outcome => (
            <option key={outcome} value={outcome}>
              {t(`console.audit.${outcome}`)}
            </option>
          ))}
        </Select>
      </Field>
    </>
  )
}

function Days({ draft, onSet }: PartProps) {
  const { t } = useTranslation()
  return (
    <>
      <Field label={t('console.audit.from')}>
        <Input type="date" value={draft.from} onChange={event => onSet({ from: event.target.value })} />
      </Field>
      <Field label={t('console.audit.to')}>
        <Input type="date" value={draft.to} onChange={event => onSet({ to: event.target.value })} />
      </Field>
    </>
  )
}
