import type { ReactNode } from 'react'
import { cn } from './cn.ts'

export type Column<Row> = {
  head: string
  cell: (row: Row) => ReactNode
  /** Figures stand at the end of their cell, under each other. */
  end?: boolean
  /** What the row is about; it comes first on a phone. */
  main?: boolean
  className?: string
}

type DataTableProps<Row> = {
  label: string
  rows: readonly Row[]
  columns: readonly Column<Row>[]
  keyOf: (row: Row) => string
  /** Makes the first line of the main cell a button that opens the row. */
  onOpen?: (row: Row) => void
  selected?: string | undefined
}

/**
 * Rows of facts for people who compare them all day. On a phone each row becomes a small card of names and values: a
 * table that scrolls sideways hides what one came for.
 */
export function DataTable<Row>({ label, rows, columns, keyOf, onOpen, selected }: DataTableProps<Row>) {
  return (
    <table className="w-full text-sm max-md:block">
      <caption className="sr-only">{label}</caption>
      <thead className="max-md:sr-only">
        <tr className="border-b border-line">
          {columns.map(column => (
            <th
              key={column.head}
              scope="col"
              className={cn(
                'px-3 py-2 text-xs font-medium whitespace-nowrap text-muted first:ps-4 last:pe-4',
                column.end ? 'text-end' : 'text-start',
              )}
            >
              {column.head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody className="divide-y divide-line max-md:block">
        {rows.map(row => (
          <tr
            key={keyOf(row)}
            aria-selected={selected === undefined ? undefined : selected === keyOf(row)}
            onClick={onOpen ? () => onOpen(row) : undefined}
            className={cn(
              'max-md:flex max-md:flex-col max-md:gap-1 max-md:px-4 max-md:py-3',
              onOpen && 'cursor-pointer hover:bg-sunken/60',
              selected === keyOf(row) && 'bg-sunken',
            )}
          >
            {columns.map(column => (
              <td
                key={column.head}
                className={cn(
                  'px-3 py-2.5 align-top first:ps-4 last:pe-4 max-md:flex max-md:items-baseline max-md:justify-between max-md:gap-4 max-md:p-0!',
                  column.end && 'text-end',
                  column.main && 'max-md:-order-1 max-md:pb-1!',
                  column.className,
                )}
              >
                {column.main ? null : (
                  <span aria-hidden className="text-xs text-muted md:hidden">
                    {column.head}
                  </span>
                )}
                {column.main && onOpen ? (
                  <button
                    type="button"
                    onClick={event => {
                      event.stopPropagation()
                      onOpen(row)
                    }}
                    className="w-full rounded-sm text-start"
                  >
                    {column.cell(row)}
                  </button>
                ) : (
                  <span className="min-w-0 max-md:text-end max-md:[td:has(>&:only-child)]:text-start">
                    {column.cell(row)}
                  </span>
                )}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
