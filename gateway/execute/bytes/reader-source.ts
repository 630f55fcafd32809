/**
 * Code that reads answers into records. It expects what subgraphs send as a rule: the fields in the order in which they were asked
 * for, and no white space but single blanks behind commas and colons. Fields in any other order, and fields that nobody asked for, are read too, by a loop. Whatever is not
 * plainly a clean answer is an anomaly, and left to the exact way.
 */

import type { Layout, PlanLayout } from "./layout.ts";
import type { Source } from "./source.ts";

/** Adds `readRoot(n)` and `readEntities(n)` for each fetch, as lists by fetch id: each is given an answer. */
export function addReader(source: Source, layouts: PlanLayout, fetchCount: number): void {
  source.functions.push(SHARED);
  for (const layout of layouts.all) source.functions.push(objectSource(source, layout));
  for (const layout of layouts.all) source.functions.push(loopSource(source, layout));
  const reads: string[] = [];
  for (let fetch = 0; fetch < fetchCount; fetch++) {
    const root = layouts.roots.get(fetch);
    const inputs = layouts.inputsOf(fetch);
    if (root !== undefined) {
      reads.push(`x=>readAnswer(x,at=>{const r=R${root.id}(at);Q[${fetch}]=r;})`);
      continue;
    }
    const names = source.list(inputs.map(({ input }) => input.responseName));
    const ids = inputs.map(({ id }) => id);
    const readers = inputs.map(({ layout }) => `R${layout.id}`);
    reads.push(`x=>readAnswer(x,at=>readInputs(at,${names},[${ids.join()}],[${readers.join()}]))`);
  }
  source.functions.push(`const reads=[${reads.join(",")}];`);
}

/** Reads an object behind its brace; gives its record and sets `end`. */
function objectSource(source: Source, layout: Layout): string {
  const fields = [...layout.slots].map(([name, { offset, child }]) => {
    const key = source.constant(`${JSON.stringify(name)}:`);
    const value =
      child === null
        ? `const e=valueEnd(b,k,0);if(e===-1)throw A;T[r+${offset}]=k;T[r+${offset + 1}]=e;at=e;`
        : `N${child.id}(k,r+${offset});at=end;`;
    return `if((k=keyEnd(b,at,${key}))!==0){if(b[k]===32)k++;${value}const c=b[at];if(c===125){end=at+1;return r;}if(c!==44)throw A;if(b[++at]===32)at++;}`;
  });
  const begin = `const r=top;if(r+${layout.words}>T.length)grow(${layout.words});top=r+${layout.words};`;
  return `function R${layout.id}(at){${begin}if(b[at]===125){end=at+1;return r;}let k=0;${fields.join("")}return L${layout.id}(at,r);}
function N${layout.id}(at,w){const c=b[at];if(c===123){const x=R${layout.id}(at+1);T[w]=x<<1;}else readOther(at,w,R${layout.id});}`;
}

/** Reads the rest of an object whose fields do not come as expected. */
function loopSource(source: Source, layout: Layout): string {
  const slots = [...layout.slots];
  const names = source.list(slots.map(([name]) => name));
  const offsets = `[${slots.map(([, { offset }]) => offset).join()}]`;
  const nested = `[${slots.map(([, { child }]) => (child === null ? "null" : `N${child.id}`)).join()}]`;
  return `const O${layout.id}=${offsets},M${layout.id}=${nested};function L${layout.id}(at,r){return readFields(at,r,${names},O${layout.id},M${layout.id});}`;
}

const SHARED = `
let T=null,top=0,end=0,b=null,B=null,X=null,C=null,Q=null;
function load(tape){T=tape.words;top=tape.top;B=tape.buffers;X=tape.tables;C=tape.counts;Q=tape.roots;}
function store(tape){tape.words=T;tape.top=top;}
function grow(words){
  const length=T.length*2;
  if(length>MAX_WORDS||words>MAX_WORDS-top)throw A;
  const larger=new Int32Array(Math.max(length,top+words));
  larger.set(T);T=larger;
}
function nameEnd(at){
  if(b[at]!==34)throw A;
  const e=stringEnd(b,at);
  if(e===-1||b[e]!==58)throw A;
  return e;
}
function valueStart(e){
  return b[e+1]===32?e+2:e+1;
}
function skip(at,e){
  if(hasEscape(b,at,e))throw A;
  const v=valueEnd(b,valueStart(e),0);
  if(v===-1)throw A;
  return v;
}
function nullEnd(at){
  if(b[at]!==110||b[at+1]!==117||b[at+2]!==108||b[at+3]!==108)throw A;
  return at+4;
}
function readOther(at,w,read){
  if(b[at]===110){end=nullEnd(at);T[w]=-1;return;}
  if(b[at]!==91)throw A;
  if(b[at+1]===93){end=at+2;T[w]=-2;return;}
  let first=0,last=0;
  at++;
  for(;;){
    let x=0;
    if(b[at]===123){x=read(at+1);at=end;}
    else{at=nullEnd(at);x=top;if(x+1>T.length)grow(1);top=x+1;T[x]=1;}
    if(last===0)first=x;else T[last]|=x<<1;
    last=x;
    const c=b[at++];
    if(c===44){if(b[at]===32)at++;continue;}
    if(c!==93)throw A;
    break;
  }
  T[w]=first<<1|1;
  end=at;
}
function readFields(at,r,names,offsets,nested){
  for(;;){
    const e=nameEnd(at),n=indexOfText(b,at,e,names);
    if(n===-1)at=skip(at,e);
    else if(nested[n]===null){
      const k=valueStart(e),v=valueEnd(b,k,0);
      if(v===-1)throw A;
      T[r+offsets[n]]=k;T[r+offsets[n]+1]=v;at=v;
    }else{nested[n](valueStart(e),r+offsets[n]);at=end;}
    const c=b[at];
    if(c===125){end=at+1;return r;}
    if(c!==44)throw A;
    if(b[++at]===32)at++;
  }
}
function readInputs(at,names,ids,reads){
  if(b[at]===125)end=at+1;
  else for(;;){
    const e=nameEnd(at),n=indexOfText(b,at,e,names);
    if(n===-1)at=skip(at,e);
    else{
      const count=C[ids[n]],read=reads[n];
      at=valueStart(e);
      if(b[at++]!==91)throw A;
      if(count===0){if(b[at++]!==93)throw A;}
      else{
        const table=top;
        if(top+count>T.length)grow(count);
        top+=count;
        for(let i=0;;i++){
          if(i===count)throw A;
          if(b[at]===123){const x=read(at+1);T[table+i]=x;at=end;}else at=nullEnd(at);
          const c=b[at++];
          if(c===44){if(b[at]===32)at++;continue;}
          if(c!==93||i+1!==count)throw A;
          break;
        }
        if(X[ids[n]]!==0)throw A;
        X[ids[n]]=table;
      }
    }
    const c=b[at];
    if(c===125){end=at+1;break;}
    if(c!==44)throw A;
    if(b[++at]===32)at++;
  }
  for(let n=0;n<ids.length;n++)if(C[ids[n]]!==0&&X[ids[n]]===0)throw A;
}
function readAnswer(answer,read){
  b=answer;
  if(b[0]!==123)throw A;
  let at=1,isRead=false;
  for(;;){
    const e=nameEnd(at),n=indexOfText(b,at,e,RESPONSE),v=valueStart(e);
    if(n===0){
      if(isRead||b[v]!==123)throw A;
      isRead=true;read(v+1);at=end;
    }else if(n===1){
      if(b[v]===91&&b[v+1]===93)at=v+2;else at=nullEnd(v);
    }else at=skip(at,e);
    const c=b[at++];
    if(c===125)break;
    if(c!==44)throw A;
    if(b[at]===32)at++;
  }
  if(!isRead)throw A;
  for(;at<b.length;at++){const c=b[at];if(c!==10&&c!==13&&c!==32&&c!==9)throw A;}
}
`;
