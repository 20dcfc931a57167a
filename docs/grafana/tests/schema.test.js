// @ts-check
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const here = dirname(fileURLToPath(import.meta.url));
const file = join(here, 'dashboard.ts');
const dashboard = JSON.parse(readFileSync(join(here, '..', 'realtime.json'), 'utf8'));

/** What Grafana says of a dashboard, and of what its panels' plugins take. */
const TYPES = `
import type { AnnotationQuery, Dashboard, FieldConfig, Panel, RowPanel, VariableModel } from '@grafana/schema';
import type * as Stat from '@grafana/schema/dist/esm/raw/composable/stat/panelcfg/x/StatPanelCfg_types.gen';
import type * as Heatmap from '@grafana/schema/dist/esm/raw/composable/heatmap/panelcfg/x/HeatmapPanelCfg_types.gen';
import type * as TimeSeries from '@grafana/schema/dist/esm/raw/composable/timeseries/panelcfg/x/TimeSeriesPanelCfg_types.gen';

/** As it is in JSON: an enum is its value. */
type Json<T> = T extends string ? \`\${T}\` : T extends object ? { [K in keyof T]: Json<T[K]> } : T;

/** Grafana adds a plugin's defaults where options are missing. */
type Some<T> = T extends object ? { [K in keyof T]?: Some<T[K]> } : T;

type Frame = Json<Omit<Dashboard, 'panels' | 'annotations' | 'templating'>>;
type Annotation = Json<AnnotationQuery>;
/** Grafana writes the definition for those who read the file. */
type Variable = Json<VariableModel> & { definition?: string };
type Row = Json<RowPanel>;
type AnyPanel = Json<Omit<Panel, 'options' | 'fieldConfig'>>;
type Field = Json<Omit<FieldConfig, 'custom'>>;
type Options = {
  stat: Some<Json<Stat.Options>>;
  timeseries: Some<Json<TimeSeries.Options>>;
  heatmap: Some<Json<Heatmap.Options>>;
};
type Custom = {
  stat: {};
  timeseries: Some<Json<TimeSeries.FieldConfig>>;
  heatmap: Some<Json<Heatmap.FieldConfig>>;
};
`;

/**
 * Each part of the dashboard as a constant of its type.
 * @param {any} dashboard
 */
function declare(dashboard) {
  const { panels, annotations, templating, ...frame } = dashboard;
  /** @type {[string, unknown][]} */
  const parts = [['Frame', frame]];
  annotations.list.forEach((/** @type {unknown} */ annotation) => parts.push(['Annotation', annotation]));
  templating.list.forEach((/** @type {unknown} */ variable) => parts.push(['Variable', variable]));
  for (const panel of panels) {
    if (panel.type === 'row') {
      parts.push(['Row', panel]);
      continue;
    }
    const { options, fieldConfig, ...rest } = panel;
    const { custom = {}, ...field } = fieldConfig.defaults;
    assert.deepEqual(fieldConfig.overrides, []);
    parts.push(['AnyPanel', rest], ['Field', field]);
    parts.push([`Options['${panel.type}']`, options], [`Custom['${panel.type}']`, custom]);
  }
  return parts
    .map(([type, value], index) => `export const part${index}: ${type} = ${JSON.stringify(value, null, 1)};`)
    .join('\n');
}

/**
 * What the compiler finds wrong.
 * @param {any} dashboard
 * @returns {string[]}
 */
function check(dashboard) {
  const text = TYPES + declare(dashboard);
  /** @type {ts.CompilerOptions} */
  const options = {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    types: [],
  };
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists } = host;
  host.fileExists = (name) => name === file || fileExists(name);
  host.getSourceFile = (name, ...rest) =>
    name === file ? ts.createSourceFile(name, text, rest[0], true) : getSourceFile(name, ...rest);
  return ts.getPreEmitDiagnostics(ts.createProgram([file], options, host)).map(({ file: source, start, messageText }) => {
    const at = source && start !== undefined ? source.getLineAndCharacterOfPosition(start).line : 0;
    return `${source?.text.split('\n')[at].trim()}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
  });
}

test('the dashboard has the shape that Grafana publishes', () => {
  assert.ok(dashboard.panels.length > 20);
  assert.deepEqual(check(dashboard), []);
});

/** @type {Record<string, (dashboard: any) => void>} */
const mistakes = {
  'no version of the schema': (wrong) => delete wrong.schemaVersion,
  'an unknown member': (wrong) => (wrong.tittle = 'realtime'),
  'a text where a number is wanted': (wrong) => (wrong.panels[1].gridPos.w = '3'),
  'an unknown kind of variable': (wrong) => (wrong.templating.list[1].type = 'label'),
  'an unknown color mode': (wrong) => (wrong.panels[1].fieldConfig.defaults.color.mode = 'blue'),
  'an unknown option of a plugin': (wrong) => (panel(wrong, 'stat').options.color = 'value'),
  'an unknown value of an option': (wrong) => (panel(wrong, 'timeseries').options.legend.displayMode = 'tabular'),
  'an unknown style of a line': (wrong) => (panel(wrong, 'timeseries').fieldConfig.defaults.custom.drawStyle = 'dots'),
  'an unknown scale': (wrong) => (panel(wrong, 'heatmap').options.color.scale = 'steep'),
};

/**
 * @param {any} dashboard
 * @param {string} type
 */
function panel(dashboard, type) {
  return dashboard.panels.find((/** @type {any} */ one) => one.type === type);
}

for (const [name, make] of Object.entries(mistakes)) {
  test(`${name} is found`, () => {
    const wrong = structuredClone(dashboard);
    make(wrong);
    assert.equal(check(wrong).length, 1, name);
  });
}
