Attribute VB_Name = "XlTools"
Option Explicit
' The ribbon's buttons, one line each: the verb goes to Python (XlToolsCall.Run). ASCII only.

Public Sub BtnValidate(control As Object): XlToolsCall.Run "validate": End Sub
Public Sub BtnValidateColumn(control As Object): XlToolsCall.Run "validate-column": End Sub
Public Sub BtnValidateSet(control As Object): XlToolsCall.Run "validate-set": End Sub
Public Sub BtnClear(control As Object): XlToolsCall.Run "clear": End Sub
Public Sub BtnPrevious(control As Object): XlToolsCall.Run "previous": End Sub
Public Sub BtnNext(control As Object): XlToolsCall.Run "next": End Sub
Public Sub BtnTotal(control As Object): XlToolsCall.Run "total": End Sub
Public Sub BtnMerge(control As Object): XlToolsCall.Run "merge": End Sub
Public Sub BtnLetter(control As Object): XlToolsCall.Run "letter": End Sub
Public Sub BtnCheckLetter(control As Object): XlToolsCall.Run "check-letter": End Sub
Public Sub BtnProfile(control As Object): XlToolsCall.Run "profile": End Sub
Public Sub BtnNew(control As Object): XlToolsCall.Run "new": End Sub
Public Sub BtnAbout(control As Object): XlToolsCall.Run "about": End Sub
