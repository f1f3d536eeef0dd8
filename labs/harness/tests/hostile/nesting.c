// SPDX-License-Identifier: GPL-2.0
/*
 * A million parentheses, one in the other: the parser's stack.
 *
 * verdict: FAILED
 */
#define P0 (
#define Q0 )
#define P1 P0 P0 P0 P0
#define Q1 Q0 Q0 Q0 Q0
#define P2 P1 P1 P1 P1
#define Q2 Q1 Q1 Q1 Q1
#define P3 P2 P2 P2 P2
#define Q3 Q2 Q2 Q2 Q2
#define P4 P3 P3 P3 P3
#define Q4 Q3 Q3 Q3 Q3
#define P5 P4 P4 P4 P4
#define Q5 Q4 Q4 Q4 Q4
#define P6 P5 P5 P5 P5
#define Q6 Q5 Q5 Q5 Q5
#define P7 P6 P6 P6 P6
#define Q7 Q6 Q6 Q6 Q6
#define P8 P7 P7 P7 P7
#define Q8 Q7 Q7 Q7 Q7
#define P9 P8 P8 P8 P8
#define Q9 Q8 Q8 Q8 Q8
#define P10 P9 P9 P9 P9
#define Q10 Q9 Q9 Q9 Q9
int nested = P10 1 Q10;
